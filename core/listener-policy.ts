import type { TransportName } from "./control.ts";

/**
 * By what the devices of a tenant may sign in, listener by listener. The policy is asked after the identity is proven:
 * whoever holds no right secret learns nothing of it. People in the console are no devices, and not bound by it.
 */

/** By what a device says who it is. */
export const IDENTITY_KINDS = ["secret", "scram", "token", "certificate", "anonymous"] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/** As addresses call them: tcp is `mqtt`, tls is `mqtts`. */
export const LISTENERS = ["mqtt", "mqtts", "ws", "wss"] as const;
export type ListenerName = (typeof LISTENERS)[number];

/** What may be used on each listener; a listener without any is closed to the tenant. */
export type ListenerPolicy = Readonly<Record<ListenerName, readonly IdentityKind[]>>;

/** A policy's version is what it says: a bit for each way of signing in on each listener. */
export function policyVersion(policy: ListenerPolicy): number {
  return LISTENERS.flatMap((listener) => IDENTITY_KINDS.map((kind) => policy[listener].includes(kind))).reduce(
    (version, taken) => version * 2 + Number(taken),
    0,
  );
}

const LISTENER_OF: Readonly<Record<TransportName, ListenerName>> = { tcp: "mqtt", tls: "mqtts", ws: "ws", wss: "wss" };
const TRANSPORT_OF: Readonly<Record<ListenerName, TransportName>> = { mqtt: "tcp", mqtts: "tls", ws: "ws", wss: "wss" };

export function transportOf(listener: ListenerName): TransportName {
  return TRANSPORT_OF[listener];
}

/** A certificate is shown in the TLS handshake, which the others do not have. */
export function canCarry(listener: ListenerName, kind: IdentityKind): boolean {
  return kind !== "certificate" || listener === "mqtts" || listener === "wss";
}

const everythingOn = (listener: ListenerName) => IDENTITY_KINDS.filter((kind) => canCarry(listener, kind));

/** Everything everywhere: what a tenant has that has said nothing. */
export const DEFAULT_LISTENER_POLICY: ListenerPolicy = {
  mqtt: everythingOn("mqtt"),
  mqtts: everythingOn("mqtts"),
  ws: everythingOn("ws"),
  wss: everythingOn("wss"),
};

/** @param policy null: the tenant has none of its own */
export function policyAllows(policy: ListenerPolicy | null, kind: IdentityKind, transport: TransportName): boolean {
  return (policy ?? DEFAULT_LISTENER_POLICY)[LISTENER_OF[transport]].includes(kind);
}
