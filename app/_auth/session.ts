import NextAuth, { CredentialsSignin, type DefaultSession } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { clientAddress } from "../_services/client-address.ts";
import { services } from "../_services/database.ts";
import { ApiError } from "../_services/errors.ts";
import { signInInput } from "../_services/users/person.ts";
import { verifyPassword } from "../_services/users/verify-password.ts";

declare module "next-auth" {
  interface Session {
    user: { id: string; email: string; name: string } & DefaultSession["user"];
  }
}

const SESSION_DAYS = 30;

/** Too many tries; `code` carries how long to wait. Auth.js lets only the code through to whoever signs in. */
export class TooManyTries extends CredentialsSignin {
  constructor(retryAfterSeconds: number) {
    super();
    this.code = `retry-after-${retryAfterSeconds}`;
  }
}

/**
 * Sessions are signed and encrypted tokens in an HttpOnly cookie; they say who somebody is, never what they may do.
 * Made at the first request, because the build has no secret.
 */
export const { handlers, auth, signIn, signOut } = NextAuth(() => ({
  secret: services().config.authSecret,
  trustHost: true,
  basePath: "/api/auth",
  session: { strategy: "jwt", maxAge: SESSION_DAYS * 24 * 60 * 60 },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  logger: {
    error(error) {
      // A wrong password is no fault of ours; everything else is told in one line, without what was typed.
      if (error instanceof CredentialsSignin) return;
      const cause = error.cause instanceof Object && "err" in error.cause ? error.cause.err : error.cause;
      console.error(`Sign-in: ${error.name}: ${cause instanceof Error ? cause.message : error.message}`);
    },
    warn() {},
  },
  providers: [
    Credentials({
      credentials: { email: {}, password: {} },
      async authorize(credentials, request) {
        const input = signInInput.safeParse({ email: credentials.email, password: credentials.password });
        if (!input.success) return null;
        try {
          const person = await verifyPassword(input.data, clientAddress(request.headers));
          return person === undefined ? null : { id: person.id, email: person.email, name: person.name };
        } catch (error) {
          if (error instanceof ApiError && error.code === "rate_limited") {
            throw new TooManyTries(error.retryAfterSeconds ?? 60);
          }
          throw error;
        }
      },
    }),
  ],
  callbacks: {
    session({ session, token }) {
      session.user.id = token.sub ?? "";
      return session;
    },
  },
}));
