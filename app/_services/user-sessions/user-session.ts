import type { UserSession } from "#db/schema/index.ts";

/** A browser in which a person is signed in, as that person sees it. */
export interface UserSessionView {
  readonly id: string;
  /** The one that asks. */
  readonly current: boolean;
  readonly method: "password" | "oidc";
  readonly userAgent: string;
  readonly address: string | null;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  /** Wrong tries at the account before this sign-in. */
  readonly failuresBefore: number;
}

export function presentUserSession(session: UserSession, currentId: string | undefined): UserSessionView {
  return {
    id: session.id,
    current: session.id === currentId,
    method: session.method,
    userAgent: session.userAgent,
    address: session.address,
    createdAt: session.createdAt.toISOString(),
    lastSeenAt: session.lastSeenAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    failuresBefore: session.failuresBefore,
  };
}
