import { ByteWriter, utf8Bytes } from "./byte-writer.ts";
import { jsonItems } from "./json-items.ts";
import { type EncodeResult, placeOf } from "./payload-format.ts";

/** Writes a JSON text as MessagePack, each value in its shortest form. Integers beyond 64 bits it cannot hold. */
export function encodeMsgpack(text: string): EncodeResult {
  const json = jsonItems(text);
  if (!json.ok) return json;
  const out = new ByteWriter();
  for (const item of json.items) {
    switch (item.type) {
      case "array":
        writeLength(out, item.count, { fix: 0x90, fixMax: 15, u8: undefined, u16: 0xdc, u32: 0xdd });
        break;
      case "map":
        writeLength(out, item.count, { fix: 0x80, fixMax: 15, u8: undefined, u16: 0xde, u32: 0xdf });
        break;
      case "string": {
        const bytes = utf8Bytes(item.value);
        writeLength(out, bytes.length, { fix: 0xa0, fixMax: 31, u8: 0xd9, u16: 0xda, u32: 0xdb });
        out.bytes(bytes);
        break;
      }
      case "integer":
        if (!writeInteger(out, item.value)) {
          return { ok: false, fault: "integerTooLarge", place: placeOf(text, item.offset) };
        }
        break;
      case "float":
        // The shorter one where nothing is lost.
        if (Math.fround(item.value) === item.value) {
          out.u8(0xca);
          out.f32(item.value);
        } else {
          out.u8(0xcb);
          out.f64(item.value);
        }
        break;
      case "simple":
        out.u8(item.value === null ? 0xc0 : item.value ? 0xc3 : 0xc2);
        break;
    }
  }
  return { ok: true, bytes: out.written() };
}

interface LengthForms {
  /** The first byte of the form that holds the length itself, up to `fixMax`. */
  readonly fix: number;
  readonly fixMax: number;
  readonly u8: number | undefined;
  readonly u16: number;
  readonly u32: number;
}

function writeLength(out: ByteWriter, length: number, forms: LengthForms): void {
  if (length <= forms.fixMax) {
    out.u8(forms.fix | length);
  } else if (forms.u8 !== undefined && length < 0x100) {
    out.u8(forms.u8);
    out.u8(length);
  } else if (length < 0x1_0000) {
    out.u8(forms.u16);
    out.u16(length);
  } else {
    out.u8(forms.u32);
    out.u32(length);
  }
}

/** @returns false when it does not fit in 64 bits */
function writeInteger(out: ByteWriter, value: bigint): boolean {
  if (value >= 2n ** 64n || value < -(2n ** 63n)) return false;
  const small = Number(value);
  if (value >= 0n) {
    if (small < 0x80) out.u8(small);
    else if (small < 0x100) {
      out.u8(0xcc);
      out.u8(small);
    } else if (small < 0x1_0000) {
      out.u8(0xcd);
      out.u16(small);
    } else if (small < 0x1_0000_0000) {
      out.u8(0xce);
      out.u32(small);
    } else {
      out.u8(0xcf);
      out.u64(value);
    }
  } else if (small >= -0x20) out.u8(small & 0xff);
  else if (small >= -0x80) {
    out.u8(0xd0);
    out.u8(small & 0xff);
  } else if (small >= -0x8000) {
    out.u8(0xd1);
    out.u16(small & 0xffff);
  } else if (small >= -0x8000_0000) {
    out.u8(0xd2);
    out.u32(small >>> 0);
  } else {
    out.u8(0xd3);
    out.u64(value);
  }
  return true;
}
