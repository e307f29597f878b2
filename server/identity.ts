import type { Rule } from "#core/acl.ts";
import type { ConnectRefusal, LimitUse, TransportName } from "#core/control.ts";
import type { IdentityKind } from "#core/listener-policy.ts";
import type { ProtocolVersion } from "#core/mqtt/packets.ts";
import type { TokenAlgorithm } from "#core/token.ts";
import type { Grant } from "#core/token-rights.ts";
import type { DeviceOverrides } from "./device-sessions.ts";
import type { PeerCertificate } from "./tls/client-certificate.ts";

/**
 * Who a CONNECT speaks for, asked once per connection: the only question the broker waits for. The broker knows no
 * database; whoever starts it hands in an `Authenticate`.
 */
export type Authenticate = (request: AuthRequest) => Promise<AuthResult>;

/**
 * Begins the exchange of a CONNECT that names an authentication method (enhanced authentication, 4.12), or of a client
 * that authenticates again; undefined when we do not speak the method. Whoever starts the broker hands it in.
 */
export type BeginExchange = (method: string, request: AuthRequest) => Exchange | undefined;

/** One exchange of Authentication Data. */
export interface Exchange {
  /**
   * Takes what the client sent and answers it; not called again before that has settled, nor after a verdict.
   * @param data valid until the returned promise settles
   */
  next(data: Buffer | undefined): Promise<Challenge | Verdict>;
}

/** The client is to answer this. */
export interface Challenge {
  readonly over: false;
  readonly data: Buffer;
}

/** The exchange is over. */
export interface Verdict {
  readonly over: true;
  readonly result: AuthResult;
  /** By which the client knows us; only of an admission. */
  readonly data?: Buffer | undefined;
}

/** What a CONNECT shows of itself. */
export interface AuthRequest {
  readonly username: string | undefined;
  /** Valid until the returned promise settles; copy what must stay longer. */
  readonly password: Buffer | undefined;
  readonly transport: TransportName;
  /** The peer's IP address. */
  readonly address: string;
  /** TLS SNI, or the WebSocket request's Host without port; undefined on plain TCP. */
  readonly serverName: string | undefined;
  /** Shown in the TLS handshake. */
  readonly certificate?: PeerCertificate | undefined;
  /** As sent; empty when the broker is to assign one. */
  readonly clientId: string;
  readonly protocolVersion: ProtocolVersion;
}

export type AuthResult = Admission | Refusal;

/** The CONNECT is let in, with these rights. */
export interface Admission {
  readonly ok: true;
  readonly tenantId: string;
  readonly tenantSlug: string;
  /** By what it said who it is; undefined for people, whom no listener policy binds. */
  readonly identityKind?: IdentityKind | undefined;
  /**
   * Whose sessions these are: the device's id, ANONYMOUS_PRINCIPAL, or `console:…` for a person in the browser.
   * A session is keyed by tenant, principal and client id, so one device can never take over another's.
   */
  readonly principalId: string;
  /** Undefined for anonymous clients and for people, unless they act as a device. */
  readonly deviceId: string | undefined;
  /** For events and `${device}` in filters. */
  readonly deviceName: string;
  /** As given in an exchange, which may stand in for CONNECT's. */
  readonly username?: string | undefined;
  /** What let it in: a revoked credential ends the connections that came in by it. Undefined for people and anonymous clients. */
  readonly credentialId?: string | undefined;
  /** Where the person is signed in who holds it, of `console:…`. */
  readonly userSessionId?: string | undefined;
  /** What `${label.x}` in filters stands for. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Limits of the device's own, by name; they only lower the tenant's. */
  readonly limits?: DeviceOverrides | undefined;
  /** The first rule that matches decides; none: denied. */
  readonly rules: readonly AccessRule[];
  /** What its token says of its rights; undefined: nothing. */
  readonly grant?: Grant | undefined;
  /** By which it is found out whether its token would still be taken; undefined for all but tokens. */
  readonly tokenStanding?: TokenStanding | undefined;
  /** Milliseconds since the epoch at which the connection is ended with 0xA0; undefined: never. */
  readonly expiresAtMs?: number | undefined;
}

/** The CONNECT is turned away. */
export interface Refusal {
  readonly ok: false;
  /** Told to the tenant's owner, never to the client. */
  readonly refusal: ConnectRefusal;
  /** For CONNACK 5.0; 3.1.1 gets the nearest of its five. */
  readonly reasonCode: number;
  /** Known when the name was right and the secret was not: then the tenant's owner sees the refusal as an event. */
  readonly tenantId?: string | undefined;
  readonly deviceId?: string | undefined;
  /** The name as given. */
  readonly deviceName?: string | undefined;
  /** For connectRate. */
  readonly limit?: LimitUse | undefined;
}

/** What let a connection in, so that the end of that is the connection's. */
export type AdmittedBy = Pick<Admission, "credentialId" | "identityKind" | "tokenStanding" | "userSessionId">;

/** What must stay so of an issuer for the connections that came in by its tokens. */
export interface TokenStanding {
  /** A digest of how the issuer judges, its keys and algorithms apart. */
  readonly ruling: string;
  readonly algorithm: TokenAlgorithm;
  /** Of the key that signed; undefined when it was published, so that its end is the token's. */
  readonly fingerprint: string | undefined;
}

/** One line of a role. */
export type AccessRule = Rule;

/** The principal that all clients without a username share. */
export const ANONYMOUS_PRINCIPAL = "anonymous";
