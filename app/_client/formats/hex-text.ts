import { type EncodeResult, placeOf } from "./payload-format.ts";

const COLUMNS = 16;
/** What may stand between two bytes: `de ad`, `de:ad`, `de-ad`, `0xde, 0xad`. */
const BETWEEN = /(?:[\s:,-]|0x(?=[0-9a-f]))*/iy;
const BYTE = /[0-9a-f]{2}/iy;

/** Reads bytes in hexadecimal, as people write them. */
export function encodeHex(text: string): EncodeResult {
  const bytes = new Uint8Array(text.length >> 1);
  let length = 0;
  for (let at = skip(BETWEEN, text, 0); at < text.length; at = skip(BETWEEN, text, at + 2)) {
    if (skip(BYTE, text, at) === at) {
      const half = /^[0-9a-f]/i.test(text[at] ?? "");
      return { ok: false, fault: half ? "hexHalf" : "hexDigit", place: placeOf(text, half ? at + 1 : at) };
    }
    bytes[length++] = Number.parseInt(text.slice(at, at + 2), 16);
  }
  return { ok: true, bytes: bytes.slice(0, length) };
}

/** Writes bytes in hexadecimal, sixteen a line. */
export function hexText(bytes: Uint8Array): string {
  let text = "";
  for (const [index, byte] of bytes.entries()) {
    if (index > 0) text += index % COLUMNS === 0 ? "\n" : " ";
    text += byte.toString(16).padStart(2, "0");
  }
  return text;
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}
