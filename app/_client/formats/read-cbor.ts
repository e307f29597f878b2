import { ByteReader, BytesError } from "./byte-reader.ts";
import type { ValueText } from "./value-text.ts";

/** The argument of an item whose length is told by a break at its end. */
const INDEFINITE = -1n;
const BREAK = 0xff;
const TAG_BIGNUM = 2n;
const TAG_NEGATIVE_BIGNUM = 3n;
/** Bytes of a bignum that is written as a number; a longer one as its bytes. */
const BIGNUM_BYTES_MAX = 512;

/**
 * Reads one CBOR item (RFC 8949) and writes it down.
 * @throws BytesError
 */
export function readCbor(bytes: Uint8Array, out: ValueText): void {
  const reader = new ByteReader(bytes);
  readItem(reader, out, 0);
  if (!reader.ended) throw new BytesError("trailingBytes", reader.at);
}

function readItem(reader: ByteReader, out: ValueText, depth: number): void {
  const start = reader.at;
  const initial = reader.u8();
  if (initial === BREAK) throw new BytesError("strayBreak", start);
  readAfterInitial(reader, out, depth, initial, start);
}

function readAfterInitial(reader: ByteReader, out: ValueText, depth: number, initial: number, start: number): void {
  reader.checkDepth(depth, start);
  const major = initial >> 5;
  if (major === 7) {
    readSimple(reader, out, initial & 31, start);
    return;
  }
  const argument = readArgument(reader, initial & 31, start);
  if (argument === INDEFINITE && (major < 2 || major === 6)) throw new BytesError("reservedByte", start);
  switch (major) {
    case 0:
      out.put(String(argument));
      break;
    case 1:
      out.put(String(-1n - argument));
      break;
    case 2:
      out.bytes(readBytes(reader, argument), start);
      break;
    case 3:
      out.string(readText(reader, argument));
      break;
    case 4:
      out.open("[");
      out.close(
        "]",
        eachItem(reader, argument, out, (next, at) => readAfterInitial(reader, out, depth + 1, next, at)),
      );
      break;
    case 5:
      out.open("{");
      out.close(
        "}",
        eachItem(reader, argument, out, (next, at) => {
          if (next >> 5 !== 3) out.putBeyondJson("", at);
          readAfterInitial(reader, out, depth + 1, next, at);
          out.put(": ");
          readItem(reader, out, depth + 1);
        }),
      );
      break;
    default:
      readTagged(reader, out, depth, argument, start);
  }
}

/** @returns whether there was none */
function eachItem(
  reader: ByteReader,
  count: bigint,
  out: ValueText,
  read: (initial: number, at: number) => void,
): boolean {
  for (let i = 0n; i !== count; i++) {
    const at = reader.at;
    const initial = reader.u8();
    if (initial === BREAK) {
      if (count !== INDEFINITE) throw new BytesError("strayBreak", at);
      return i === 0n;
    }
    out.item(i === 0n);
    read(initial, at);
  }
  return count === 0n;
}

function readTagged(reader: ByteReader, out: ValueText, depth: number, tag: bigint, start: number): void {
  const at = reader.at;
  const initial = reader.u8();
  if (initial === BREAK) throw new BytesError("strayBreak", at);
  if ((tag === TAG_BIGNUM || tag === TAG_NEGATIVE_BIGNUM) && initial >> 5 === 2) {
    const bytes = readBytes(reader, readArgument(reader, initial & 31, at));
    if (bytes.length <= BIGNUM_BYTES_MAX) {
      let magnitude = 0n;
      for (const byte of bytes) magnitude = (magnitude << 8n) | BigInt(byte);
      out.put(String(tag === TAG_BIGNUM ? magnitude : -1n - magnitude));
      return;
    }
    out.putBeyondJson(`${tag}(`, start);
    out.bytes(bytes, at);
  } else {
    out.putBeyondJson(`${tag}(`, start);
    readAfterInitial(reader, out, depth + 1, initial, at);
  }
  out.put(")");
}

function readSimple(reader: ByteReader, out: ValueText, info: number, start: number): void {
  if (info === 20 || info === 21) out.put(info === 21 ? "true" : "false");
  else if (info === 22) out.put("null");
  else if (info === 23) out.putBeyondJson("undefined", start);
  else if (info < 20) out.putBeyondJson(`simple(${info})`, start);
  else if (info === 24) {
    const value = reader.u8();
    if (value < 32) throw new BytesError("reservedByte", start + 1);
    out.putBeyondJson(`simple(${value})`, start);
  } else if (info === 25) out.float(halfFloat(reader.u16()), start);
  else if (info === 26) out.float(reader.f32(), start);
  else if (info === 27) out.float(reader.f64(), start);
  else throw new BytesError("reservedByte", start);
}

function readArgument(reader: ByteReader, info: number, start: number): bigint {
  if (info < 24) return BigInt(info);
  if (info === 24) return BigInt(reader.u8());
  if (info === 25) return BigInt(reader.u16());
  if (info === 26) return BigInt(reader.u32());
  if (info === 27) return reader.u64();
  if (info === 31) return INDEFINITE;
  throw new BytesError("reservedByte", start);
}

function readBytes(reader: ByteReader, length: bigint): Uint8Array {
  if (length !== INDEFINITE) return reader.bytes(Number(length));
  const chunks: number[] = [];
  eachChunk(reader, 2, (chunkLength) => {
    for (const byte of reader.bytes(chunkLength)) chunks.push(byte);
  });
  return Uint8Array.from(chunks);
}

function readText(reader: ByteReader, length: bigint): string {
  if (length !== INDEFINITE) return reader.text(Number(length));
  let text = "";
  eachChunk(reader, 3, (chunkLength) => {
    text += reader.text(chunkLength);
  });
  return text;
}

/** The chunks of a string of indefinite length are strings of the same type and of definite length (§3.2.3). */
function eachChunk(reader: ByteReader, major: 2 | 3, read: (length: number) => void): void {
  for (;;) {
    const at = reader.at;
    const initial = reader.u8();
    if (initial === BREAK) return;
    const length = readArgument(reader, initial & 31, at);
    if (initial >> 5 !== major || length === INDEFINITE) throw new BytesError("wrongChunk", at);
    read(Number(length));
  }
}

/** IEEE 754 binary16: five bits of exponent, ten of fraction. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (0x400 + fraction) * 2 ** (exponent - 25);
}
