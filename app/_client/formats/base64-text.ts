import { type EncodeResult, placeOf } from "./payload-format.ts";

/** Bytes joined into one string at once; more would be too many arguments. */
const CHUNK_BYTES = 0x8000;

/** Reads base64 (RFC 4648 §4) or base64url (§5), with or without padding, white space anywhere. */
export function encodeBase64(text: string): EncodeResult {
  // The padding counts only at the very end; anywhere else it is a wrong character.
  let body = text.trimEnd();
  for (let padding = 0; padding < 2 && body.endsWith("="); padding++) body = body.slice(0, -1).trimEnd();
  const wrong = body.search(/[^\sA-Za-z0-9+/_-]/);
  if (wrong !== -1) return { ok: false, fault: "base64Character", place: placeOf(text, wrong) };
  const digits = body.replace(/\s/g, "").replaceAll("-", "+").replaceAll("_", "/");
  // Six bits left over are no byte.
  if (digits.length % 4 === 1) return { ok: false, fault: "base64Length", place: placeOf(text, body.length) };
  return { ok: true, bytes: Uint8Array.from(atob(digits), (char) => char.charCodeAt(0)) };
}

/** Writes base64 (RFC 4648 §4), padded. */
export function base64Text(bytes: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK_BYTES));
  }
  return btoa(binary);
}
