import { cookies } from "next/headers";
import type { OIDCConfig } from "next-auth/providers";
import { services } from "../_services/database.ts";
import type { ProviderProfile } from "../_services/users/admit-by-provider.ts";

/** Where the provider sends people back to is `/api/auth/callback/oidc`. */
export const PROVIDER_ID = "oidc";

interface Claims {
  readonly sub: string;
  readonly email?: unknown;
  readonly email_verified?: unknown;
  readonly name?: unknown;
}

/** The OpenID provider of the configuration, if there is one. The library keeps PKCE, state and nonce. */
export function oidcProvider(): OIDCConfig<Claims>[] {
  const { oidc } = services().config;
  if (oidc === undefined) return [];
  const { issuer, clientId, clientSecret, name } = oidc;
  return [
    {
      id: PROVIDER_ID,
      type: "oidc",
      name,
      issuer,
      clientId,
      clientSecret,
      checks: ["pkce", "state", "nonce"],
      authorization: { params: { scope: "openid email profile" } },
      profile: ({ sub }) => ({ id: sub }),
    },
  ];
}

/** What the ID token says, of which nothing is believed to be of the right type. */
export function readClaims(claims: Partial<Record<keyof Claims, unknown>>): ProviderProfile {
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  return {
    issuer: services().config.oidc?.issuer ?? "",
    subject: text(claims.sub) ?? "",
    email: text(claims.email),
    emailVerified: claims.email_verified === true || claims.email_verified === "true",
    name: text(claims.name),
  };
}

/** Remembers which invitation somebody wants to accept while they are at the provider. */
const INVITATION_COOKIE = "hato-invitation";
const AT_PROVIDER_SECONDS = 15 * 60;

export async function rememberInvitation(token: string | undefined): Promise<void> {
  const jar = await cookies();
  if (token === undefined) jar.delete(INVITATION_COOKIE);
  else jar.set(INVITATION_COOKIE, token, { httpOnly: true, sameSite: "lax", path: "/", maxAge: AT_PROVIDER_SECONDS });
}

export async function rememberedInvitation(): Promise<string | undefined> {
  return (await cookies()).get(INVITATION_COOKIE)?.value;
}
