import { decodeText, kindOfPayload } from "../_client/decode-payload.ts";
import { decodePayloadAs } from "../_client/formats/decode.ts";
import type { PayloadFormat } from "../_client/formats/payload-format.ts";
import { hexDump } from "../_client/hex-dump.ts";
import { formatJson } from "../_client/json-text.ts";
import { type ImageInfo, imageInfo } from "./image-type.ts";
import { type JsonTree, jsonTree } from "./json-tree.ts";

/** The ways to look at a payload. */
export const VALUE_FORMS = ["json", "indented", "text", "hex", "base64", "cbor", "msgpack", "image"] as const;
export type ValueForm = (typeof VALUE_FORMS)[number];

/** What is read at once; each "show more" takes four times as much. */
const TEXT_BYTES = 256 * 1024;
const DUMP_BYTES = 16 * 1024;
const TREE_VALUES = 2_000;
const TREE_CHARS = 64 * 1024;
/** Of each of two texts that are compared. */
const DIFF_CHARS = 512 * 1024;

/** A payload in one form. */
export type ReadValue =
  | { readonly kind: "tree"; readonly tree: JsonTree }
  | {
      readonly kind: "text";
      readonly text: string;
      /** Bytes of the payload that the text covers, or undefined when its end was cut off at nobody knows which byte. */
      readonly bytesShown: number | undefined;
    }
  | { readonly kind: "image"; readonly info: ImageInfo }
  /** It is not of this form, which shows at this byte. */
  | { readonly kind: "fault"; readonly atByte: number };

/** Content types that name a form; `+json` and the like count too. */
const FORM_OF_CONTENT_TYPE: readonly (readonly [RegExp, ValueForm])[] = [
  [/^application\/cbor\b|\+cbor\b/i, "cbor"],
  [/^application\/(?:x-|vnd\.)?msgpack\b|\+msgpack\b/i, "msgpack"],
];

/**
 * The form that shows a payload best: what its subscription is set to, else what its content type says, else what its
 * bytes look like. A drawing (SVG) is shown as its text: a hostile one can keep a browser busy for ever.
 */
export function naturalForm(bytes: Uint8Array, contentType = "", decodeAs?: PayloadFormat): ValueForm {
  if (decodeAs !== undefined) return decodeAs;
  const named = FORM_OF_CONTENT_TYPE.find(([pattern]) => pattern.test(contentType))?.[1];
  if (named !== undefined && decodePayloadAs(named as PayloadFormat, bytes, 0).ok) return named;
  const image = imageInfo(bytes);
  if (image !== undefined && image.type !== "image/svg+xml") return "image";
  const kind = kindOfPayload(bytes);
  return kind === "json" ? "json" : kind === "binary" ? "hex" : "text";
}

/** @param times how many times the usual amount is read */
export function readValue(form: ValueForm, bytes: Uint8Array, times = 1): ReadValue {
  switch (form) {
    case "image": {
      const info = imageInfo(bytes);
      return info === undefined ? { kind: "fault", atByte: 0 } : { kind: "image", info };
    }
    case "hex":
      return textOf(bytes, DUMP_BYTES * times, hexDump);
    case "base64":
      // A multiple of three, so that the part needs no padding.
      return textOf(bytes, 3 * DUMP_BYTES * times, (part) => decoded("base64", part));
    case "text":
      return textOf(bytes, TEXT_BYTES * times, (part) => lenient.decode(part, { stream: part.length < bytes.length }));
    case "indented": {
      const text = jsonOf(bytes);
      if (typeof text !== "string") return text;
      return cutText(text, TEXT_BYTES * times, bytes.length);
    }
    case "json": {
      const text = jsonOf(bytes);
      return typeof text === "string" ? treeOf(text, times) : text;
    }
    case "cbor":
    case "msgpack": {
      const result = decodePayloadAs(form, bytes);
      if (!result.ok) return { kind: "fault", atByte: result.atByte };
      // What JSON cannot say stands in diagnostic notation, which is no tree.
      return result.beyondJsonAtByte === undefined && !result.truncated
        ? treeOf(result.text, times)
        : cutText(result.text, TEXT_BYTES * times, result.truncated ? undefined : bytes.length);
    }
  }
}

/** The payload as lines that can be compared with another's, in the spirit of the form it is looked at in. */
export function linesOf(form: ValueForm, bytes: Uint8Array): string {
  if (form === "json" || form === "indented") {
    const json = jsonOf(bytes);
    if (typeof json === "string") return json.slice(0, DIFF_CHARS);
  }
  if (form === "cbor" || form === "msgpack") {
    const result = decodePayloadAs(form, bytes, DIFF_CHARS);
    if (result.ok) return result.text;
  }
  const text = form === "text" || form === "json" || form === "indented" ? decodeText(bytes) : undefined;
  return text?.slice(0, DIFF_CHARS) ?? hexDump(bytes.subarray(0, DIFF_CHARS / 4));
}

/** Bytes that are no UTF-8 become U+FFFD. */
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

function textOf(bytes: Uint8Array, bytesMax: number, read: (part: Uint8Array) => string): ReadValue {
  const part = bytes.subarray(0, bytesMax);
  return { kind: "text", text: read(part), bytesShown: part.length };
}

function cutText(text: string, charsMax: number, bytesTotal: number | undefined): ReadValue {
  return text.length > charsMax
    ? { kind: "text", text: text.slice(0, charsMax), bytesShown: undefined }
    : { kind: "text", text, bytesShown: bytesTotal };
}

function decoded(format: PayloadFormat, bytes: Uint8Array): string {
  const result = decodePayloadAs(format, bytes);
  return result.ok ? result.text : "";
}

/** The indented JSON, or where it is none. */
function jsonOf(bytes: Uint8Array): string | ReadValue {
  const result = decodePayloadAs("json", bytes, Number.POSITIVE_INFINITY);
  if (!result.ok) return { kind: "fault", atByte: result.atByte };
  const json = formatJson(result.text);
  return json.ok ? json.pretty : { kind: "fault", atByte: 0 };
}

function treeOf(text: string, times: number): ReadValue {
  const tree = jsonTree(text, { valuesMax: TREE_VALUES * times, charsMax: TREE_CHARS * times });
  // A lone value is no tree.
  return typeof tree.root === "object" && tree.root !== null && !(tree.root instanceof Date)
    ? { kind: "tree", tree }
    : cutText(text, TEXT_BYTES * times, text.length);
}
