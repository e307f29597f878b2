import { ByteReader, BytesError } from "./byte-reader.ts";
import type { ValueText } from "./value-text.ts";

/** First bytes that one thing follows, and how it is read. */
const INTEGERS: Readonly<Record<number, (reader: ByteReader) => number | bigint>> = {
  204: (reader) => reader.u8(),
  205: (reader) => reader.u16(),
  206: (reader) => reader.u32(),
  207: (reader) => reader.u64(),
  208: (reader) => reader.i8(),
  209: (reader) => reader.i16(),
  210: (reader) => reader.i32(),
  211: (reader) => reader.i64(),
};
const SIMPLE: Readonly<Record<number, string>> = { 192: "null", 194: "false", 195: "true" };

type Sized = "string" | "bytes" | "array" | "map" | "extension";
/** First bytes that a length of 8, 16 or 32 bits follows, and of what. */
const SIZED: Readonly<Record<number, readonly [Sized, 8 | 16 | 32]>> = {
  196: ["bytes", 8],
  197: ["bytes", 16],
  198: ["bytes", 32],
  199: ["extension", 8],
  200: ["extension", 16],
  201: ["extension", 32],
  217: ["string", 8],
  218: ["string", 16],
  219: ["string", 32],
  220: ["array", 16],
  221: ["array", 32],
  222: ["map", 16],
  223: ["map", 32],
};

/**
 * Reads one MessagePack value and writes it down.
 * @throws BytesError
 */
export function readMsgpack(bytes: Uint8Array, out: ValueText): void {
  const reader = new ByteReader(bytes);
  readValue(reader, out, 0);
  if (!reader.ended) throw new BytesError("trailingBytes", reader.at);
}

/** @returns whether it was a string */
function readValue(reader: ByteReader, out: ValueText, depth: number): boolean {
  const start = reader.at;
  reader.checkDepth(depth, start);
  const first = reader.u8();
  const sized = sizeOf(reader, first);
  const simple = SIMPLE[first];
  if (sized !== undefined) readSized(reader, out, depth, sized, start);
  else if (first < 0x80 || first >= 0xe0) out.put(String(first < 0x80 ? first : first - 0x100));
  else if (simple !== undefined) out.put(simple);
  else if (first === 0xca) out.float(reader.f32(), start);
  else if (first === 0xcb) out.float(reader.f64(), start);
  else {
    const integer = INTEGERS[first]?.(reader);
    if (integer === undefined) throw new BytesError("reservedByte", start);
    out.put(String(integer));
  }
  return sized?.[0] === "string";
}

/** What the first byte announces to have a length, and the length. */
function sizeOf(reader: ByteReader, first: number): readonly [Sized, number] | undefined {
  if (first >= 0x80 && first < 0x90) return ["map", first & 0x0f];
  if (first >= 0x90 && first < 0xa0) return ["array", first & 0x0f];
  if (first >= 0xa0 && first < 0xc0) return ["string", first & 0x1f];
  if (first >= 0xd4 && first <= 0xd8) return ["extension", 1 << (first - 0xd4)];
  const sized = SIZED[first];
  if (sized === undefined) return undefined;
  const [kind, bits] = sized;
  return [kind, bits === 8 ? reader.u8() : bits === 16 ? reader.u16() : reader.u32()];
}

function readSized(
  reader: ByteReader,
  out: ValueText,
  depth: number,
  [kind, size]: readonly [Sized, number],
  start: number,
): void {
  switch (kind) {
    case "string":
      out.string(reader.text(size));
      break;
    case "bytes":
      out.bytes(reader.bytes(size), start);
      break;
    case "array":
      out.open("[");
      for (let i = 0; i < size; i++) {
        out.item(i === 0);
        readValue(reader, out, depth + 1);
      }
      out.close("]", size === 0);
      break;
    case "map":
      out.open("{");
      for (let i = 0; i < size; i++) {
        out.item(i === 0);
        const at = reader.at;
        if (!readValue(reader, out, depth + 1)) out.putBeyondJson("", at);
        out.put(": ");
        readValue(reader, out, depth + 1);
      }
      out.close("}", size === 0);
      break;
    case "extension":
      out.putBeyondJson(`ext(${reader.i8()}, `, start);
      out.bytes(reader.bytes(size), start);
      out.put(")");
      break;
  }
}
