import { encode as encodeMsgpack } from "@msgpack/msgpack";
import { encode as encodeCbor } from "cbor-x";
import { expect, test } from "vitest";
import { ExactNumber } from "#app/_values/json-tree.ts";
import { linesOf, naturalForm, readValue, VALUE_FORMS } from "#app/_values/value-form.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const PNG = Uint8Array.from(Buffer.from("89504e470d0a1a0a0000000d4948445200000001000000010802000000", "hex"));
const SVG = utf8('<svg xmlns="http://www.w3.org/2000/svg"/>');
const SAID = { msg: "17.2", list: [1, 2] };
const CBOR = new Uint8Array(encodeCbor(SAID));
const MSGPACK = new Uint8Array(encodeMsgpack(SAID));

test.each([
  ["JSON", utf8('{"a":1}'), "", undefined, "json"],
  ["text", utf8("21.5"), "", undefined, "text"],
  ["nothing", new Uint8Array(), "", undefined, "text"],
  ["bytes", Uint8Array.of(0xff, 0), "", undefined, "hex"],
  ["an image", PNG, "", undefined, "image"],
  ["a drawing, which could be hostile", SVG, "image/svg+xml", undefined, "text"],
  ["CBOR by its content type", CBOR, "application/cbor", undefined, "cbor"],
  ["MessagePack by its content type", MSGPACK, "application/vnd.msgpack", undefined, "msgpack"],
  ["what calls itself CBOR and is not", utf8('{"a":1}'), "application/cbor", undefined, "json"],
  ["what its subscription says", utf8("21.5"), "application/cbor", "hex", "hex"],
] as const)("%s", (_name, bytes, contentType, decodeAs, form) => {
  expect(naturalForm(bytes, contentType, decodeAs)).toBe(form);
});

test("a tree keeps a 64-bit integer, of JSON and of CBOR alike", () => {
  const json = readValue("json", utf8('{"serial":12345678901234567890}'));
  const cbor = readValue("cbor", new Uint8Array(encodeCbor({ serial: 12345678901234567890n })));
  for (const value of [json, cbor]) {
    const root = value.kind === "tree" ? value.tree.root : undefined;
    const serial = (root as { '"serial"': ExactNumber } | undefined)?.['"serial"'];
    expect(serial).toBeInstanceOf(ExactNumber);
    expect(serial?.toISOString()).toBe("12345678901234567890");
  }
});

test("what JSON cannot say is shown as text, not as a tree that lies", () => {
  expect(readValue("cbor", new Uint8Array(encodeCbor({ raw: Uint8Array.of(1, 2) })))).toMatchObject({
    kind: "text",
    text: expect.stringContaining("h'0102'"),
  });
});

test.each(VALUE_FORMS)("%s of anything is a value or a place where it goes wrong, never an exception", (form) => {
  for (const bytes of [new Uint8Array(), Uint8Array.of(0xff), CBOR, MSGPACK, PNG, SVG, utf8("[".repeat(10_000))]) {
    const value = readValue(form, bytes);
    if (value.kind === "fault") expect(value.atByte).toBeLessThanOrEqual(bytes.length);
    expect(typeof linesOf(form, bytes)).toBe("string");
  }
});

test("what is cut says how many bytes it shows, and shows all of them when asked for more", () => {
  const bytes = new Uint8Array(100_000);
  for (const form of ["hex", "base64"] as const) {
    const value = readValue(form, bytes);
    expect(value.kind === "text" && value.bytesShown).toBeLessThan(bytes.length);
    expect(readValue(form, bytes, 16)).toMatchObject({ bytesShown: bytes.length });
  }
});

test("Base64 cut off is the beginning of the whole", () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 256);
  const [part, whole] = [readValue("base64", bytes), readValue("base64", bytes, 16)];
  if (part.kind !== "text" || whole.kind !== "text") throw new Error("unreachable");
  expect(whole.text.replaceAll(/\s/g, "").startsWith(part.text.replaceAll(/\s/g, ""))).toBe(true);
});
