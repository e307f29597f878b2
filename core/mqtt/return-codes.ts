import type { ProtocolVersion } from "./packets.ts";
import {
  BAD_AUTHENTICATION_METHOD,
  BAD_USER_NAME_OR_PASSWORD,
  BANNED,
  CLIENT_IDENTIFIER_NOT_VALID,
  NOT_AUTHORIZED,
  SERVER_BUSY,
  SERVER_SHUTTING_DOWN,
  SERVER_UNAVAILABLE,
  SUCCESS,
  UNSPECIFIED_ERROR,
  UNSUPPORTED_PROTOCOL_VERSION,
} from "./reason-codes.ts";

/** What a reason code of 5.0 becomes for a client of 3.1 or 3.1.1. */

/** CONNACK return codes of 3.1.1 (table 3.1). */
export const RETURN_UNACCEPTABLE_PROTOCOL_VERSION = 1;
export const RETURN_IDENTIFIER_REJECTED = 2;
export const RETURN_SERVER_UNAVAILABLE = 3;
export const RETURN_BAD_USER_NAME_OR_PASSWORD = 4;
export const RETURN_NOT_AUTHORIZED = 5;

/**
 * The CONNACK return code of 3.x for a reason code of 5.0.
 * @returns undefined when none fits: then the connection is closed without a CONNACK [MQTT-3.2.2-6]
 */
export function toConnackReturnCode(reasonCode: number): number | undefined {
  switch (reasonCode) {
    case SUCCESS:
      return 0;
    case UNSUPPORTED_PROTOCOL_VERSION:
      return RETURN_UNACCEPTABLE_PROTOCOL_VERSION; // [MQTT-3.1.2-2]
    case CLIENT_IDENTIFIER_NOT_VALID:
      return RETURN_IDENTIFIER_REJECTED; // [MQTT-3.1.3-8] [MQTT-3.1.3-9]
    case BAD_USER_NAME_OR_PASSWORD:
      return RETURN_BAD_USER_NAME_OR_PASSWORD;
    case NOT_AUTHORIZED:
    case BANNED:
    case BAD_AUTHENTICATION_METHOD:
      return RETURN_NOT_AUTHORIZED;
    case UNSPECIFIED_ERROR:
    case SERVER_UNAVAILABLE:
    case SERVER_BUSY:
    case SERVER_SHUTTING_DOWN:
    case 0x97: // quota exceeded
    case 0x9c: // use another server
    case 0x9d: // server moved
    case 0x9f: // connection rate exceeded
      return RETURN_SERVER_UNAVAILABLE;
    default:
      return undefined;
  }
}

/** The SUBACK return code of 3.x for a reason code of 5.0. */
export function toSubackReturnCode(reasonCode: number, version: ProtocolVersion): number {
  if (reasonCode < 0x80) return reasonCode;
  // 3.1 cannot tell a client that it was refused and orders a positive answer; 3.1.1 has one code for all failures.
  return version === 3 ? 0 : 0x80; // [MQTT-3.9.3-2]
}
