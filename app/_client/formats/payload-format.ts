import type { JsonExpected } from "../json-text.ts";

/** How a payload is written down for a person, and read back. CBOR and MessagePack are written as JSON. */
export const PAYLOAD_FORMATS = ["text", "json", "hex", "base64", "cbor", "msgpack"] as const;
export type PayloadFormat = (typeof PAYLOAD_FORMATS)[number];

/** Keys of `formats.fault` in the messages: why text cannot become bytes. */
export type TextFault =
  | JsonExpected
  | "hexDigit"
  | "hexHalf"
  | "base64Character"
  | "base64Length"
  | "surrogate"
  | "integerTooLarge"
  | "numberTooLarge"
  | "tooDeep";

/** Keys of `formats.fault` in the messages: why bytes cannot become text. */
export type BytesFault =
  | JsonExpected
  | "utf8"
  | "truncated"
  | "trailingBytes"
  | "reservedByte"
  | "strayBreak"
  | "wrongChunk"
  | "tooDeep";

export type EncodeResult =
  | { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly ok: false; readonly fault: TextFault; readonly place: TextPlace };

export type DecodeResult =
  | {
      readonly ok: true;
      readonly text: string;
      /** The end of the text was left out. */
      readonly truncated: boolean;
      /** Where the first thing stands that JSON cannot say, of CBOR or MessagePack; the text shows it all the same. */
      readonly beyondJsonAtByte: number | undefined;
    }
  | { readonly ok: false; readonly fault: BytesFault; readonly atByte: number };

/** A place in a text; line and column count from 1, the offset in UTF-16 units from 0. */
export interface TextPlace {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** Where an offset of a text is, as an editor counts. */
export function placeOf(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset);
  return { offset, line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

/** How deep arrays and maps nest at most, read or written. */
export const DEPTH_MAX = 256;

export function isPayloadFormat(value: unknown): value is PayloadFormat {
  return PAYLOAD_FORMATS.some((format) => format === value);
}
