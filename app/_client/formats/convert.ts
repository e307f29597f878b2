import { decodePayloadAs } from "./decode.ts";
import { encodePayload } from "./encode.ts";
import type { BytesFault, PayloadFormat, TextFault, TextPlace } from "./payload-format.ts";

export type Conversion =
  | { readonly ok: true; readonly text: string }
  /** The text is not what its format, or the wanted one, says. */
  | { readonly ok: false; readonly fault: TextFault; readonly place: TextPlace }
  /** The bytes of the text are not what the wanted format says, or hold what JSON cannot say. */
  | { readonly ok: false; readonly fault: BytesFault | "beyondJson" | "tooLong"; readonly atByte: number };

/** Formats that write bytes down; the others write a text or a value down, which may stay as it is. */
const BYTES: readonly PayloadFormat[] = ["hex", "base64"];

/**
 * Rewrites a text from one format in another: a value stays the same value (JSON to CBOR), bytes stay the same bytes
 * (CBOR to hex, hex to text).
 */
export function convertPayload(from: PayloadFormat, to: PayloadFormat, text: string): Conversion {
  // Whatever it was meant to be, it is text.
  if (to === "text" && !BYTES.includes(from)) return { ok: true, text };
  const encoded = encodePayload(BYTES.includes(from) || BYTES.includes(to) ? from : to, text);
  if (!encoded.ok) return encoded;
  if (!BYTES.includes(from) && !BYTES.includes(to)) return { ok: true, text };
  const decoded = decodePayloadAs(to, encoded.bytes);
  if (!decoded.ok) return decoded;
  if (decoded.truncated) return { ok: false, fault: "tooLong", atByte: 0 };
  if (decoded.beyondJsonAtByte !== undefined)
    return { ok: false, fault: "beyondJson", atByte: decoded.beyondJsonAtByte };
  return { ok: true, text: decoded.text };
}
