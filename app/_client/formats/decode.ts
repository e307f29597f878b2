import { firstIllFormedByte } from "#core/mqtt/utf8.ts";
import { formatJson } from "../json-text.ts";
import { base64Text } from "./base64-text.ts";
import { BytesError } from "./byte-reader.ts";
import { utf8Bytes } from "./byte-writer.ts";
import { hexText } from "./hex-text.ts";
import type { DecodeResult, PayloadFormat } from "./payload-format.ts";
import { readCbor } from "./read-cbor.ts";
import { readMsgpack } from "./read-msgpack.ts";
import { ValueText } from "./value-text.ts";

/** Characters of a decoded payload, unless asked for fewer: what an editor still takes with ease. */
const CHARS_MAX = 1024 * 1024;

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The text of a payload in a format, or which byte does not belong to that format. Text, JSON, hex and base64 that
 * were not truncated encode to the very same bytes again; JSON is not indented for that reason.
 */
export function decodePayloadAs(format: PayloadFormat, bytes: Uint8Array, charsMax: number = CHARS_MAX): DecodeResult {
  if (bytes.length === 0) return shown("", charsMax);
  switch (format) {
    case "text":
      return decodeText(bytes, charsMax);
    case "json":
      return decodeJson(bytes, charsMax);
    case "hex":
      return shown(hexText(bytes.subarray(0, charsMax)), charsMax);
    case "base64":
      return shown(base64Text(bytes.subarray(0, charsMax)), charsMax);
    case "cbor":
      return decodeValue(readCbor, bytes, charsMax);
    case "msgpack":
      return decodeValue(readMsgpack, bytes, charsMax);
  }
}

function decodeText(bytes: Uint8Array, charsMax: number): DecodeResult {
  const wrong = firstIllFormedByte(bytes, 0, bytes.length);
  return wrong === -1 ? shown(utf8.decode(bytes), charsMax) : { ok: false, fault: "utf8", atByte: wrong };
}

function decodeJson(bytes: Uint8Array, charsMax: number): DecodeResult {
  const text = decodeText(bytes, Number.POSITIVE_INFINITY);
  if (!text.ok) return text;
  const json = formatJson(text.text, 0);
  if (json.ok) return shown(text.text, charsMax);
  return { ok: false, fault: json.expected, atByte: utf8Bytes(text.text.slice(0, json.offset)).length };
}

function decodeValue(
  read: (bytes: Uint8Array, out: ValueText) => void,
  bytes: Uint8Array,
  charsMax: number,
): DecodeResult {
  const out = new ValueText(charsMax);
  try {
    read(bytes, out);
  } catch (error) {
    if (error instanceof BytesError) return { ok: false, fault: error.fault, atByte: error.atByte };
    throw error;
  }
  return { ok: true, ...out.result(), beyondJsonAtByte: out.beyondJsonAtByte };
}

function shown(text: string, charsMax: number): DecodeResult {
  return { ok: true, text: text.slice(0, charsMax), truncated: text.length > charsMax, beyondJsonAtByte: undefined };
}
