import { headers } from "next/headers";
import NextAuth, { CredentialsSignin, type Session } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { clientAddress } from "../_services/client-address.ts";
import { services } from "../_services/database.ts";
import { ApiError } from "../_services/errors.ts";
import { findPerson } from "../_services/user-sessions/find-person.ts";
import { openUserSession } from "../_services/user-sessions/open-user-session.ts";
import { admitByProvider } from "../_services/users/admit-by-provider.ts";
import { type Person, signInInput } from "../_services/users/person.ts";
import { signOutOf } from "../_services/users/sign-out.ts";
import { verifyPassword } from "../_services/users/verify-password.ts";
import { oidcProvider, PROVIDER_ID, readClaims, rememberedInvitation } from "./provider.ts";

declare module "next-auth" {
  interface Session {
    /** What the cookie says; whether it still counts is access.ts's to ask. */
    userSessionId?: unknown;
  }
  interface User {
    failuresBefore?: number;
    /** The sign-in of somebody who links a provider with their account. */
    signedInHere?: string | undefined;
  }
}

/** Whose cookie it is, if it still counts. */
export async function personOf(session: Session | null): Promise<Person | undefined> {
  const userSessionId = session?.userSessionId;
  if (typeof userSessionId !== "string") return undefined;
  return findPerson(userSessionId, clientAddress(await headers()));
}

/** Too many tries; `code` carries how long to wait. Auth.js lets only the code through to whoever signs in. */
export class TooManyTries extends CredentialsSignin {
  constructor(retryAfterSeconds: number) {
    super();
    this.code = `retry-after-${retryAfterSeconds}`;
  }
}

/**
 * The cookie is an encrypted token that names a row of user_sessions; the row is asked with every request (access.ts), so
 * that a sign-in can be ended from elsewhere. It says nothing of what somebody may do.
 * Made at the first request, because the build has no secret.
 */
export const { handlers, auth, signIn, signOut } = NextAuth(() => ({
  secret: services().config.authSecret,
  trustHost: true,
  basePath: "/api/auth",
  session: { strategy: "jwt", maxAge: services().config.sessionHoursMax * 3_600 },
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
    ...oidcProvider(),
    Credentials({
      credentials: { email: {}, password: {} },
      async authorize(credentials, request) {
        const input = signInInput.safeParse({ email: credentials.email, password: credentials.password });
        if (!input.success) return null;
        try {
          const found = await verifyPassword(input.data, clientAddress(request.headers));
          if (found === undefined) return null;
          const { id, email, name, failuresBefore } = found;
          return { id, email, name, failuresBefore };
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
    /** Whether who comes from the provider is let in; whoever comes by password has been already. */
    async signIn({ account, profile, user }) {
      if (account?.provider !== PROVIDER_ID) return true;
      const visit = {
        address: clientAddress(await headers()),
        linkTo: await personOf(await auth()),
        invitationToken: await rememberedInvitation(),
      };
      const outcome = await admitByProvider(readClaims(profile ?? {}), visit);
      if ("refusal" in outcome) {
        return visit.linkTo === undefined
          ? `/sign-in?refused=${outcome.refusal}`
          : `/account?refused=${outcome.refusal}`;
      }
      // The library hands this very object on to `jwt`.
      const { id, email, name } = outcome.person;
      Object.assign(user, { id, email, name, signedInHere: visit.linkTo?.userSessionId });
      return true;
    },
    /** With a user: somebody has just signed in. Without: a request came with the cookie. */
    async jwt({ token, user, account }) {
      if (user?.id === undefined) return token;
      // Who linked a provider is signed in already.
      if (user.signedInHere !== undefined) return { userSessionId: user.signedInHere };
      const head = await headers();
      const person = { id: user.id, email: user.email ?? "", name: user.name ?? "", address: clientAddress(head) };
      const method = account?.provider === PROVIDER_ID ? "oidc" : "password";
      const userAgent = head.get("user-agent") ?? "";
      const { failuresBefore } = user;
      return { userSessionId: await openUserSession(person, { method, userAgent, failuresBefore }) };
    },
    session({ session, token }) {
      return { ...session, userSessionId: token.userSessionId };
    },
  },
  events: {
    async signOut(message) {
      if ("token" in message) await signOutOf(message.token?.userSessionId);
    },
  },
}));
