import { ByteWriter, utf8Bytes } from "./byte-writer.ts";
import { jsonItems } from "./json-items.ts";
import type { EncodeResult } from "./payload-format.ts";

/** Writes a JSON text as CBOR (RFC 8949): definite lengths, the shortest heads, bignums beyond 64 bits. */
export function encodeCbor(text: string): EncodeResult {
  const json = jsonItems(text);
  if (!json.ok) return json;
  const out = new ByteWriter();
  for (const item of json.items) {
    switch (item.type) {
      case "array":
        writeHead(out, 4, BigInt(item.count));
        break;
      case "map":
        writeHead(out, 5, BigInt(item.count));
        break;
      case "string": {
        const bytes = utf8Bytes(item.value);
        writeHead(out, 3, BigInt(bytes.length));
        out.bytes(bytes);
        break;
      }
      case "integer":
        writeInteger(out, item.value);
        break;
      case "float":
        // The shorter one where nothing is lost.
        if (Math.fround(item.value) === item.value) {
          out.u8(0xfa);
          out.f32(item.value);
        } else {
          out.u8(0xfb);
          out.f64(item.value);
        }
        break;
      case "simple":
        out.u8(item.value === null ? 0xf6 : item.value ? 0xf5 : 0xf4);
        break;
    }
  }
  return { ok: true, bytes: out.written() };
}

/** A head (§3): major type and argument. */
function writeHead(out: ByteWriter, major: number, argument: bigint): void {
  const type = major << 5;
  if (argument < 24n) {
    out.u8(type | Number(argument));
  } else if (argument < 0x100n) {
    out.u8(type | 24);
    out.u8(Number(argument));
  } else if (argument < 0x1_0000n) {
    out.u8(type | 25);
    out.u16(Number(argument));
  } else if (argument < 0x1_0000_0000n) {
    out.u8(type | 26);
    out.u32(Number(argument));
  } else {
    out.u8(type | 27);
    out.u64(argument);
  }
}

function writeInteger(out: ByteWriter, value: bigint): void {
  // A negative integer n is told as -1 - n.
  const magnitude = value < 0n ? -1n - value : value;
  if (magnitude < 2n ** 64n) {
    writeHead(out, value < 0n ? 1 : 0, magnitude);
    return;
  }
  const digits = magnitude.toString(16);
  const even = digits.padStart(digits.length + (digits.length % 2), "0");
  const bytes = Uint8Array.from({ length: even.length / 2 }, (_, i) =>
    Number.parseInt(even.slice(2 * i, 2 * i + 2), 16),
  );
  writeHead(out, 6, value < 0n ? 3n : 2n);
  writeHead(out, 2, BigInt(bytes.length));
  out.bytes(bytes);
}
