import { formatJson } from "../json-text.ts";
import { encodeBase64 } from "./base64-text.ts";
import { utf8Bytes } from "./byte-writer.ts";
import { encodeHex } from "./hex-text.ts";
import { type EncodeResult, type PayloadFormat, placeOf } from "./payload-format.ts";
import { encodeCbor } from "./write-cbor.ts";
import { encodeMsgpack } from "./write-msgpack.ts";

/** The bytes that a text stands for, or what is wrong with the text and where. No text is no payload in any format. */
export function encodePayload(format: PayloadFormat, text: string): EncodeResult {
  if (text === "") return { ok: true, bytes: new Uint8Array() };
  switch (format) {
    case "text":
      return encodeText(text);
    case "json": {
      const json = formatJson(text, 0);
      return json.ok ? encodeText(text) : { ok: false, fault: json.expected, place: placeOf(text, json.offset) };
    }
    case "hex":
      return encodeHex(text);
    case "base64":
      return encodeBase64(text);
    case "cbor":
      return encodeCbor(text);
    case "msgpack":
      return encodeMsgpack(text);
  }
}

function encodeText(text: string): EncodeResult {
  if (text.isWellFormed()) return { ok: true, bytes: utf8Bytes(text) };
  // A high surrogate that no low one follows, or a low one that no high one precedes.
  const offset = text.search(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
  return { ok: false, fault: "surrogate", place: placeOf(text, offset) };
}
