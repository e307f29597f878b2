import { expect, test } from "vitest";
import { reasonHex, reasonKey } from "#app/_client/reason-sentence.ts";
import en from "#app/_i18n/messages/en/index.ts";
import ja from "#app/_i18n/messages/ja/index.ts";

const packets = ["connack", "suback", "puback", "disconnect"] as const;

test("every refusal of MQTT 5 has a sentence in both languages, in every packet", () => {
  for (const packet of packets) {
    for (let code = 0x80; code <= 0xa2; code++) {
      const key = reasonKey(packet, code);
      expect(key, reasonHex(code)).not.toBe("unknown");
      expect(en.client.reason[key]).toBeTruthy();
      expect(ja.client.reason[key]).toBeTruthy();
    }
  }
});

test("not authorized says what was not allowed", () => {
  expect(packets.map((packet) => reasonKey(packet, 0x87))).toEqual([
    "notAuthorizedConnack",
    "notAuthorizedSuback",
    "notAuthorizedPuback",
    "notAuthorizedDisconnect",
  ]);
});

test("the return codes of 3.1.1 are those of CONNACK only", () => {
  expect(reasonKey("connack", 4)).toBe("badUserNameOrPassword");
  expect(reasonKey("connack", 5)).toBe("notAuthorizedConnack");
  expect(reasonKey("suback", 0x80)).toBe("unspecifiedError");
  expect(reasonKey("disconnect", 0x04)).toBe("unknown");
});

test("a code stands as in the specification", () => {
  expect([reasonHex(0), reasonHex(0x87)]).toEqual(["0x00", "0x87"]);
});
