import { expect, test } from "vitest";
import { convertPayload } from "#app/_client/formats/convert.ts";

test("a value stays the value: JSON to CBOR and MessagePack and back", () => {
  const text = '{"serial":12345678901234567890}';
  for (const to of ["cbor", "msgpack", "text"] as const) {
    expect(convertPayload("json", to, text)).toEqual({ ok: true, text });
    expect(convertPayload(to, "json", text)).toEqual({ ok: true, text });
  }
});

test("bytes stay the bytes: through hex and base64", () => {
  expect(convertPayload("json", "hex", "[1]")).toEqual({ ok: true, text: "5b 31 5d" });
  expect(convertPayload("cbor", "hex", "[1]")).toEqual({ ok: true, text: "81 01" });
  expect(convertPayload("hex", "cbor", "81 01")).toEqual({ ok: true, text: "[\n  1\n]" });
  expect(convertPayload("hex", "base64", "de ad be ef")).toEqual({ ok: true, text: "3q2+7w==" });
  expect(convertPayload("base64", "text", "w6k=")).toEqual({ ok: true, text: "é" });
});

test("what cannot be converted says why and where", () => {
  expect(convertPayload("text", "json", "hello")).toMatchObject({ ok: false, fault: "value", place: { column: 1 } });
  expect(convertPayload("hex", "text", "c3 28")).toEqual({ ok: false, fault: "utf8", atByte: 0 });
  expect(convertPayload("hex", "text", "c3 2")).toMatchObject({ ok: false, fault: "hexHalf", place: { column: 5 } });
  expect(convertPayload("hex", "cbor", "41 00")).toEqual({ ok: false, fault: "beyondJson", atByte: 0 });
  expect(convertPayload("json", "text", "{")).toEqual({ ok: true, text: "{" });
});
