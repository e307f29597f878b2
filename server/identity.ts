import type { Rule } from "#core/acl.ts";
import type { ConnectRefusal, TransportName } from "#core/control.ts";
import type { ProtocolVersion } from "#core/mqtt/packets.ts";

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
  /** What `${label.x}` in filters stands for. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** The first rule that matches decides; none: denied. */
  readonly rules: readonly AccessRule[];
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
}

/** One line of a role. */
export type AccessRule = Rule;

/** The principal that all clients without a username share. */
export const ANONYMOUS_PRINCIPAL = "anonymous";
