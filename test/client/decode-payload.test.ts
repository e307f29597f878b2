import { expect, test } from "vitest";
import {
  decodePayload,
  HEX_BYTES_MAX,
  previewPayload,
  previewPayloadAs,
  TEXT_BYTES_MAX,
} from "#app/_client/decode-payload.ts";
import { hexDump } from "#app/_client/hex-dump.ts";

const utf8 = new TextEncoder();

test.each([
  ["", "empty"],
  ['{"msg":"17.2"}', "json"],
  ["[1,2,3]", "json"],
  ["21.5", "text"],
  ["true", "text"],
  ["{not json}", "text"],
  ["温度 21.5 ℃ 🕊️", "text"],
  ["line\r\n\ttab", "text"],
])("%j is %s", (text, kind) => {
  expect(decodePayload(utf8.encode(text)).kind).toBe(kind);
});

test.each([
  ["a NUL byte", [0x41, 0x00, 0x42]],
  ["an encoding that is not UTF-8", [0xff, 0xfe, 0x41]],
  ["an overlong encoding", [0xc0, 0x80]],
  ["CBOR", [0xa1, 0x63, 0x6d, 0x73, 0x67, 0xfb, 0x40, 0x31, 0x33, 0x33, 0x33, 0x33, 0x33, 0x33]],
])("%s is binary", (_name, bytes) => {
  expect(decodePayload(Uint8Array.from(bytes)).kind).toBe("binary");
});

test("JSON keeps 64-bit integers", () => {
  const { json } = decodePayload(utf8.encode('{"serial":12345678901234567890}'));
  expect(json).toBe('{\n  "serial": 12345678901234567890\n}');
});

test("long text is cut between characters, and says by how many bytes", () => {
  // Each character takes three bytes, so the limit falls within one.
  const payload = utf8.encode("鳩".repeat(TEXT_BYTES_MAX / 2));
  const { text, textLeftOutBytes, hexLeftOutBytes } = decodePayload(payload);
  expect(text).not.toContain("\ufffd");
  expect(utf8.encode(text).byteLength + textLeftOutBytes).toBe(payload.byteLength);
  expect(textLeftOutBytes).toBeGreaterThan(0);
  expect(hexLeftOutBytes).toBe(payload.byteLength - HEX_BYTES_MAX);
});

test("a preview is one line of text, or of bytes", () => {
  expect(previewPayload(utf8.encode('{\n  "msg": "17.2"\n}'))).toEqual({ kind: "json", preview: '{ "msg": "17.2" }' });
  expect(previewPayload(Uint8Array.of(0xde, 0xad, 0xbe, 0xef))).toEqual({ kind: "binary", preview: "de ad be ef" });
  expect(previewPayload(utf8.encode("鳩".repeat(1_000)))).toEqual({ kind: "text", preview: "鳩".repeat(240) });
});

test("a preview in the format that a subscription names; what is not of that format looks as it does else", () => {
  const cbor = Uint8Array.from([0xa1, 0x63, 0x6d, 0x73, 0x67, 0x18, 0x2a]);
  expect(previewPayloadAs("cbor", cbor)).toEqual({ kind: "binary", preview: '{ "msg": 42 }' });
  expect(previewPayloadAs("hex", utf8.encode("AB")).preview).toMatch(/^41 ?42$/);
  expect(previewPayloadAs("cbor", utf8.encode("not CBOR"))).toEqual({ kind: "text", preview: "not CBOR" });
  expect(previewPayloadAs(undefined, cbor).preview).toBe("a1 63 6d 73 67 18 2a");
  expect(previewPayloadAs("cbor", new Uint8Array())).toEqual({ kind: "empty", preview: "" });
});

test("the hex dump shows offset, bytes and what is printable", () => {
  expect(hexDump(utf8.encode("Hato carries it\n鳩"))).toBe(
    [
      "00000000  48 61 74 6f 20 63 61 72  72 69 65 73 20 69 74 0a  Hato carries it·",
      "00000010  e9 b3 a9                                          ···",
    ].join("\n"),
  );
});
