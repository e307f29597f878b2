import { decodePayloadAs } from "./formats/decode.ts";
import type { PayloadFormat } from "./formats/payload-format.ts";
import { hexDump, hexLine } from "./hex-dump.ts";
import { formatJson } from "./json-text.ts";

/** What a payload looks like; a guess from its bytes, because MQTT does not say. */
export type PayloadKind = "empty" | "json" | "text" | "binary";

/** The forms in which a payload is shown. Cut at stated lengths; the raw bytes stay with the message. */
export interface DecodedPayload {
  readonly kind: PayloadKind;
  /** The indented text, when it is a JSON object or array. */
  readonly json: string | undefined;
  /** Whether the indented text was cut off. */
  readonly jsonCut: boolean;
  /** The payload as UTF-8; what is none of it as U+FFFD. */
  readonly text: string;
  /** Bytes at the payload's end that `text` leaves out. */
  readonly textLeftOutBytes: number;
  readonly hex: string;
  /** Bytes at the payload's end that `hex` leaves out. */
  readonly hexLeftOutBytes: number;
}

/** Bytes of a payload shown as text. A browser lays out this much without a pause; the rest can be downloaded. */
export const TEXT_BYTES_MAX = 256 * 1024;
export const HEX_BYTES_MAX = 16 * 1024;
const PREVIEW_CHARS_MAX = 240;

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** Controls that text does not hold; tab, line feed, carriage return and escape are common in it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f]/;

/** Says what the payload looks like, and decodes it for reading. */
export function decodePayload(payload: Uint8Array): DecodedPayload {
  const shown = startOf(payload, TEXT_BYTES_MAX);
  const text = decodeText(payload);
  const json = text !== undefined && looksLikeJson(text) ? formatJson(text, TEXT_BYTES_MAX) : undefined;
  return {
    kind: payload.byteLength === 0 ? "empty" : text === undefined ? "binary" : json?.ok ? "json" : "text",
    json: json?.ok ? json.pretty : undefined,
    jsonCut: json?.ok === true && json.truncated,
    text: lenient.decode(shown),
    textLeftOutBytes: payload.byteLength - shown.byteLength,
    hex: hexDump(payload.subarray(0, HEX_BYTES_MAX)),
    hexLeftOutBytes: Math.max(0, payload.byteLength - HEX_BYTES_MAX),
  };
}

/** What the payload looks like, all of it. */
export function kindOfPayload(payload: Uint8Array): PayloadKind {
  if (payload.byteLength === 0) return "empty";
  const text = decodeText(payload);
  if (text === undefined) return "binary";
  return looksLikeJson(text) && formatJson(text, 0).ok ? "json" : "text";
}

/** A line for the list: the start of the text with white space folded, or of the bytes. */
export function previewPayload(payload: Uint8Array): { kind: PayloadKind; preview: string } {
  if (payload.byteLength === 0) return { kind: "empty", preview: "" };
  const text = decodeText(startOf(payload, PREVIEW_CHARS_MAX * 4));
  if (text === undefined) {
    return { kind: "binary", preview: hexLine(payload.subarray(0, Math.floor(PREVIEW_CHARS_MAX / 3))) };
  }
  return { kind: looksLikeJson(text) ? "json" : "text", preview: foldedLine(text) };
}

/** Bytes of a payload that are still decoded for the sake of a line. */
const PREVIEW_BYTES_MAX = 64 * 1024;

/** A line for the list in the format that its subscription names; what is not of that format looks as it does else. */
export function previewPayloadAs(
  format: PayloadFormat | undefined,
  payload: Uint8Array,
): { kind: PayloadKind; preview: string } {
  const natural = previewPayload(payload);
  if (format === undefined || payload.byteLength === 0 || payload.byteLength > PREVIEW_BYTES_MAX) return natural;
  const decoded = decodePayloadAs(format, payload, PREVIEW_CHARS_MAX * 4);
  return decoded.ok ? { kind: natural.kind, preview: foldedLine(decoded.text) } : natural;
}

/** The payload as text, or undefined when it is not valid UTF-8 or holds controls. */
export function decodeText(payload: Uint8Array): string | undefined {
  try {
    const text = strict.decode(payload);
    return CONTROL.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function foldedLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, PREVIEW_CHARS_MAX);
}

/** An object or array; a bare number or word is called text, as people call it. */
function looksLikeJson(text: string): boolean {
  return /^\s*[{[]/.test(text);
}

/** At most the first `bytesMax` bytes, not ending within a character. */
function startOf(payload: Uint8Array, bytesMax: number): Uint8Array {
  if (payload.byteLength <= bytesMax) return payload;
  let end = bytesMax;
  // A continuation byte (10xxxxxx) at the cut belongs to a character begun at most three bytes before.
  while (end > bytesMax - 4 && ((payload[end] ?? 0) & 0xc0) === 0x80) end--;
  return payload.subarray(0, end);
}
