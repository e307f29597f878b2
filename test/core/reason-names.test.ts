import { expect, test } from "vitest";
import {
  AUTH_REASON_CODES,
  CONNACK_REASON_CODES,
  DISCONNECT_REASON_CODES,
  PUBACK_REASON_CODES,
  PUBREL_REASON_CODES,
  SUBACK_REASON_CODES,
  UNSUBACK_REASON_CODES,
} from "#core/mqtt/reason-code-sets.ts";
import * as reasonCodes from "#core/mqtt/reason-codes.ts";
import { REASON_TEXTS, reasonName } from "#core/mqtt/reason-names.ts";

test("every reason code has a name, and every name is of a reason code that some packet carries", () => {
  const constants = Object.values(reasonCodes).filter((value) => typeof value === "number");
  const carried = [
    ...CONNACK_REASON_CODES,
    ...PUBACK_REASON_CODES,
    ...PUBREL_REASON_CODES,
    ...SUBACK_REASON_CODES,
    ...UNSUBACK_REASON_CODES,
    ...DISCONNECT_REASON_CODES,
    ...AUTH_REASON_CODES,
  ];
  const named = [...REASON_TEXTS.keys()].sort();
  expect([...new Set(constants)].sort()).toEqual(named);
  expect([...new Set(carried)].sort()).toEqual(named);
  expect(new Set([...REASON_TEXTS.values()].map((text) => text.key)).size).toBe(named.length);
});

test("reasonName", () => {
  expect(reasonName(0x87)).toBe("Not authorized");
  expect(reasonName(0x03)).toBe("0x03");
});
