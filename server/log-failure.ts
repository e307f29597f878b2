import { ProtocolError } from "#core/mqtt/reason-codes.ts";
import type { Connection } from "./connection.ts";

/** Logs what was thrown while the connection was served: the peer's breach of the protocol, or our own mistake. */
export function logFailure({ broker, clientId, session, transport }: Connection, error: unknown): void {
  const fields = { client: clientId, tenant: session?.tenant.slug, address: transport.address };
  if (error instanceof ProtocolError) {
    broker.log("info", "protocol error", { ...fields, code: error.reasonCode, cause: error.message });
  } else broker.log("error", "failed to serve a client", { ...fields, error });
}
