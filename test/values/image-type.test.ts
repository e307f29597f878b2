import { expect, test } from "vitest";
import { imageInfo } from "#app/_values/image-type.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const utf8 = (text: string) => new TextEncoder().encode(text);

test.each([
  ["PNG", hex("89504e470d0a1a0a 0000000d 49484452 00000140 000000c8 0802000000"), "image/png", 320, 200],
  ["GIF", hex("474946383961 0a00 1400 f00000"), "image/gif", 10, 20],
  [
    "JPEG with an APP0 before its frame",
    hex("ffd8 ffe0 0010 4a46494600010100000100010000 ffc0 0011 08 00c8 0140 03 012200 021101 031101"),
    "image/jpeg",
    320,
    200,
  ],
  [
    "lossy WebP",
    hex("52494646 24000000 57454250 56503820 18000000 300100 9d012a 4001 c800 0000"),
    "image/webp",
    320,
    200,
  ],
  [
    "WebP of more parts",
    hex("52494646 24000000 57454250 56503858 0a000000 10000000 3f0100 c70000"),
    "image/webp",
    320,
    200,
  ],
  ["SVG", utf8('<svg xmlns="http://www.w3.org/2000/svg"/>'), "image/svg+xml", undefined, undefined],
  ["SVG after a prolog", utf8('<?xml version="1.0"?>\n<!-- x -->\n<svg></svg>'), "image/svg+xml", undefined, undefined],
])("%s", (_name, bytes, type, width, height) => {
  expect(imageInfo(bytes)).toEqual({ type, width, height });
});

test.each([
  ["nothing", new Uint8Array()],
  ["text", utf8("21.5")],
  ["HTML with a drawing in it", utf8("<html><svg></svg></html>")],
  ["a word that begins like one", utf8("<svgx>")],
  ["the first bytes of a PNG only", hex("89504e470d0a1a0a")],
])("%s is no image", (_name, bytes) => {
  expect(imageInfo(bytes)).toBeUndefined();
});

test("a JPEG cut off before its frame is an image of unknown size", () => {
  expect(imageInfo(hex("ffd8 ffe0 0010 4a464946"))).toEqual({
    type: "image/jpeg",
    width: undefined,
    height: undefined,
  });
});

test("a text that never becomes an SVG is told from one as quickly as one that does", () => {
  expect(imageInfo(utf8(`${"<!---->".repeat(140)}<svgx`))).toBeUndefined();
  expect(imageInfo(utf8(`<!-- a --> <!-- b -- c --><svg xmlns="x">`))?.type).toBe("image/svg+xml");
});
