import { MALFORMED_PACKET, ProtocolError } from "./reason-codes.ts";

/**
 * UTF-8 as MQTT wants it (1.5.4): well-formed, no surrogates, no U+0000; a byte order mark is an ordinary character.
 * Control characters and non-characters are allowed: the specification only advises against them.
 */

/**
 * Finds the first byte that is not part of a well-formed UTF-8 sequence.
 * @returns its offset, or -1 when all of [start, end) is well-formed; U+0000 counts as well-formed here
 */
export function firstIllFormedByte(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const lead = bytes[at] as number;
    if (lead < 0x80) {
      at++;
      continue;
    }
    if (lead < 0xc2 || lead > 0xf4) return at; // a lone continuation byte, an overlong pair, or beyond U+10FFFF
    const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (at + length > end) return at;
    const second = bytes[at + 1] as number;
    // The second byte tells overlong forms (E0, F0), surrogates (ED) and values beyond U+10FFFF (F4) from the rest.
    const secondMin = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const secondMax = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf; // [MQTT-1.5.4-1] [MQTT-1.5.3-1]
    if (second < secondMin || second > secondMax) return at;
    for (let i = 2; i < length; i++) if (((bytes[at + i] as number) & 0xc0) !== 0x80) return at;
    at += length;
  }
  return -1;
}

/**
 * Checks the bytes of a UTF-8 encoded string without making one.
 * @param field what the string is, for the message
 * @throws ProtocolError 0x81
 */
export function checkUtf8(bytes: Uint8Array, start: number, end: number, field: string): void {
  let at = start;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === 0) throw new ProtocolError(MALFORMED_PACKET, `${field} holds U+0000`); // [MQTT-1.5.4-2] [MQTT-1.5.3-2]
    if (byte >= 0x80) break;
    at++;
  }
  if (at === end) return;
  if (firstIllFormedByte(bytes, at, end) !== -1)
    throw new ProtocolError(MALFORMED_PACKET, `${field} is not well-formed UTF-8`); // [MQTT-1.5.4-1] [MQTT-1.5.3-1]
  for (; at < end; at++) if (bytes[at] === 0) throw new ProtocolError(MALFORMED_PACKET, `${field} holds U+0000`); // [MQTT-1.5.4-2] [MQTT-1.5.3-2]
}

/**
 * Decodes a UTF-8 encoded string. A byte order mark stays in it [MQTT-1.5.4-3] [MQTT-1.5.3-3].
 * @throws ProtocolError 0x81
 */
export function decodeUtf8(bytes: Buffer, start: number, end: number, field: string): string {
  checkUtf8(bytes, start, end, field);
  return bytes.toString("utf8", start, end);
}

/** Bytes that a string takes in UTF-8, without Buffer, so that it works in the browser too. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (unit >= 0xd800 && unit <= 0xdbff && i + 1 < text.length && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      bytes += 2; // a pair: two units, four bytes
      i++;
    } else bytes += 2;
  }
  return bytes;
}
