import {
  ADMINISTRATIVE_ACTION,
  BAD_USER_NAME_OR_PASSWORD,
  BANNED,
  CONNECTION_RATE_EXCEEDED,
  IMPLEMENTATION_SPECIFIC_ERROR,
  MAXIMUM_CONNECT_TIME,
  NOT_AUTHORIZED,
  QUOTA_EXCEEDED,
  SERVER_BUSY,
  SERVER_MOVED,
  SERVER_SHUTTING_DOWN,
  SERVER_UNAVAILABLE,
  SESSION_TAKEN_OVER,
  UNSPECIFIED_ERROR,
  USE_ANOTHER_SERVER,
} from "#core/mqtt/reason-codes.ts";
import type { Problem } from "./problem.ts";

/**
 * What a session does about a problem: try again after a wait, try again at once with fresh credentials, or stop and
 * leave it to the person.
 */
export type Remedy = "wait" | "renew" | "stop";

/** CONNACK codes that pass by themselves (3: 3.1.1's "server unavailable"). */
const PASSING_REFUSALS: ReadonlySet<number> = new Set([
  3,
  UNSPECIFIED_ERROR,
  IMPLEMENTATION_SPECIFIC_ERROR,
  SERVER_UNAVAILABLE,
  SERVER_BUSY,
  SERVER_SHUTTING_DOWN,
  QUOTA_EXCEEDED,
  CONNECTION_RATE_EXCEEDED,
]);

/** CONNACK codes that fresh credentials may cure (4, 5: 3.1.1's bad password and not authorized). */
const CREDENTIAL_REFUSALS: ReadonlySet<number> = new Set([4, 5, BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED]);

/** DISCONNECT codes by which the broker ends a connection whose credentials have. */
const CREDENTIAL_ENDS: ReadonlySet<number> = new Set([NOT_AUTHORIZED, MAXIMUM_CONNECT_TIME]);

/** DISCONNECT codes after which coming back by itself would be wrong: two clients would take over from each other for ever. */
const FINAL_ENDS: ReadonlySet<number> = new Set([
  SESSION_TAKEN_OVER,
  ADMINISTRATIVE_ACTION,
  BANNED,
  USE_ANOTHER_SERVER,
  SERVER_MOVED,
]);

/**
 * @param renewed the credentials were already renewed because of the failure before, so renewing again is no cure
 */
export function remedyFor(problem: Problem, renewed: boolean): Remedy {
  switch (problem.kind) {
    case "refused":
      if (CREDENTIAL_REFUSALS.has(problem.reasonCode)) return renewed ? "stop" : "renew";
      return PASSING_REFUSALS.has(problem.reasonCode) ? "wait" : "stop";
    case "disconnected":
      if (FINAL_ENDS.has(problem.reasonCode)) return "stop";
      return CREDENTIAL_ENDS.has(problem.reasonCode) && !renewed ? "renew" : "wait";
    case "credentials":
      return problem.fault === "unreachable" ? "wait" : "stop";
    case "worker":
      return "stop";
    case "unreachable":
    case "lost":
    case "timeout":
    case "protocol":
      return "wait";
  }
}
