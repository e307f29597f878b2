import type { KeptMessage } from "../storage/client-storage.ts";
import type { ConnectionProfile } from "./profile-schema.ts";

/** What of a file's connection could not be taken; a key of `connections.import.left`. */
export type LeftOut =
  /** It was for another broker; its settings now go to this one. */
  | { readonly kind: "host"; readonly what: string }
  /** A browser speaks WebSocket only. */
  | { readonly kind: "protocol"; readonly what: string }
  | { readonly kind: "username"; readonly what: string }
  | { readonly kind: "password" }
  | { readonly kind: "certificates" }
  | { readonly kind: "authentication"; readonly what: string }
  /** Fields that break the protocol's rules; they are at their defaults. */
  | { readonly kind: "fields"; readonly what: string }
  | { readonly kind: "subscriptions"; readonly count: number }
  | { readonly kind: "messages"; readonly count: number };

/** A connection of a file, ready to be added. */
export interface ImportedConnection {
  readonly profile: ConnectionProfile;
  readonly messages: readonly KeptMessage[];
  readonly left: readonly LeftOut[];
}

export type ImportPlan =
  | { readonly ok: true; readonly connections: readonly ImportedConnection[] }
  | { readonly ok: false; readonly fault: "notJson" | "unknownFormat" | "empty" | "tooLarge" };

/** What the page knows that a file does not. */
export interface ImportPlace {
  /** The broker's host as the browser reaches it. */
  readonly hostname: string;
  readonly secure: boolean;
  /** Who a connection acts as that brings no username for this broker. */
  readonly principal: ConnectionProfile["principal"];
  readonly takenNames: readonly string[];
  readonly now: number;
}
