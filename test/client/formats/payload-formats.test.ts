import { Decoder as MsgpackDecoder, encode as msgpackEncode } from "@msgpack/msgpack";
import { Decoder as CborDecoder, Encoder as CborEncoder } from "cbor-x";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodePayloadAs } from "#app/_client/formats/decode.ts";
import { encodePayload } from "#app/_client/formats/encode.ts";
import { PAYLOAD_FORMATS, type PayloadFormat } from "#app/_client/formats/payload-format.ts";

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

function encoded(format: PayloadFormat, text: string): Uint8Array {
  const result = encodePayload(format, text);
  if (!result.ok) throw new Error(`${result.fault} at ${result.place.offset}`);
  return result.bytes;
}

function decoded(format: PayloadFormat, bytes: Uint8Array): string {
  const result = decodePayloadAs(format, bytes);
  if (!result.ok) throw new Error(`${result.fault} at byte ${result.atByte}`);
  return result.text;
}

/** Integers of 64 bits as bigint, text as the strangers' decoders give it. */
const stranger = {
  cbor: (bytes: Uint8Array): unknown => new CborDecoder({ mapsAsObjects: true, useRecords: false }).decode(bytes),
  msgpack: (bytes: Uint8Array): unknown => new MsgpackDecoder({ useBigInt64: true }).decode(bytes),
};

/** Integers as text, for a stranger makes some a number and some a bigint. */
const normal = (value: unknown): unknown =>
  typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value))
    ? `integer ${BigInt(value)}`
    : Array.isArray(value)
      ? value.map(normal)
      : value !== null && typeof value === "object"
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normal(item)]))
        : value;

/**
 * As texts of JSON. Not of an integer that a double cannot hold: JSON.stringify writes another; nor of `__proto__`,
 * which the strangers' objects do not take.
 */
const json = fc.json({ maxDepth: 4 }).filter((text) => !/__proto__|(?<![.0-9])[0-9]{16,}(?![.0-9])/.test(text));
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });

describe("bytes to text to bytes", () => {
  for (const format of ["hex", "base64"] as const) {
    test(`${format}: any bytes come back`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
          expect(hexOf(encoded(format, decoded(format, bytes)))).toBe(hexOf(bytes));
        }),
      );
    });
  }

  test("text: any text comes back, a byte order mark too", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => decoded("text", encoded("text", text)) === text));
    expect(decoded("text", encoded("text", "\ufeffa"))).toBe("\ufeffa");
  });

  test("base64 is what Node writes and reads, in both alphabets", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decoded("base64", bytes)).toBe(Buffer.from(bytes).toString("base64"));
        expect(hexOf(encoded("base64", Buffer.from(bytes).toString("base64url")))).toBe(hexOf(bytes));
      }),
    );
  });

  test("no text is no payload, and no payload no text, in every format", () => {
    for (const format of PAYLOAD_FORMATS) {
      expect(encoded(format, "")).toHaveLength(0);
      expect(decoded(format, new Uint8Array())).toBe("");
    }
  });
});

for (const format of ["cbor", "msgpack"] as const) {
  describe(`${format} and a stranger`, () => {
    test("reads what we write", () => {
      fc.assert(
        fc.property(json, (text) => {
          expect(normal(stranger[format](encoded(format, text)))).toEqual(normal(JSON.parse(text)));
        }),
      );
    });

    test("writes what we read", () => {
      const write = {
        cbor: (value: unknown) => new CborEncoder({ useRecords: false, variableMapSize: true }).encode(value),
        msgpack: (value: unknown) => msgpackEncode(value, { useBigInt64: true }),
      };
      fc.assert(
        fc.property(json, (text) => {
          expect(JSON.parse(decoded(format, write[format](JSON.parse(text))))).toEqual(JSON.parse(text));
        }),
      );
    });

    test("an integer of 64 bits is the same on both sides", () => {
      fc.assert(
        fc.property(int64, (value) => {
          const bytes = encoded(format, `{"n":${value}}`);
          expect(normal(stranger[format](bytes))).toEqual(normal({ n: value }));
          expect(decoded(format, bytes)).toBe(`{\n  "n": ${value}\n}`);
        }),
      );
    });

    test("the text of what we write is the JSON we were given", () => {
      fc.assert(
        fc.property(json, (text) => {
          expect(JSON.parse(decoded(format, encoded(format, text)))).toEqual(JSON.parse(text));
        }),
      );
    });

    test("any bytes are read, or refused at one of them, and never break the reader", () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
          const result = decodePayloadAs(format, bytes);
          if (!result.ok) expect(result.atByte).toBeLessThanOrEqual(bytes.length);
        }),
        { numRuns: 2_000 },
      );
    });

    test("names keep their order, floats stay floats", () => {
      const text = '{\n  "b": 1.0,\n  "10": -0.0,\n  "9": 1e+300\n}';
      expect(decoded(format, encoded(format, text))).toBe(text);
    });
  });
}

describe("the place of a mistake in a text", () => {
  const place = (format: PayloadFormat, text: string) => {
    const result = encodePayload(format, text);
    return result.ok ? hexOf(result.bytes) : [result.fault, result.place.line, result.place.column];
  };

  test.each<[PayloadFormat, string, unknown]>([
    ["hex", "de AD:be-ef, 0x01", "deadbeef01"],
    ["hex", "de ad\nbe eg", ["hexHalf", 2, 5]],
    ["hex", "de xx", ["hexDigit", 1, 4]],
    ["hex", "d", ["hexHalf", 1, 2]],
    ["hex", "0x", ["hexHalf", 1, 2]],
    ["base64", "3q2+7w==", "deadbeef"],
    ["base64", "3q2-\n7w", "deadbeef"],
    ["base64", "3q2+\n7*==", ["base64Character", 2, 2]],
    ["base64", "3q=2", ["base64Character", 1, 3]],
    ["base64", "3q2+7", ["base64Length", 1, 6]],
    ["json", '{"a":\n 1,}', ["name", 2, 4]],
    ["json", '{"a":9007199254740993}', hexOf(Buffer.from('{"a":9007199254740993}'))],
    ["cbor", '{"a":\n 1,}', ["name", 2, 4]],
    ["cbor", '{"a":\n"\\ud800"}', ["surrogate", 2, 1]],
    ["cbor", "1e999", ["numberTooLarge", 1, 1]],
    ["cbor", "18446744073709551616", "c249010000000000000000"],
    ["cbor", "-18446744073709551617", "c349010000000000000000"],
    ["msgpack", '{"a":\n 18446744073709551616}', ["integerTooLarge", 2, 2]],
    ["msgpack", "-9223372036854775809", ["integerTooLarge", 1, 1]],
    ["text", "a\n\ud800", ["surrogate", 2, 1]],
  ])("%s %j", (format, text, expected) => {
    expect(place(format, text)).toEqual(expected);
  });

  test("brackets without end cost no stack", () => {
    expect(place("cbor", `${"[".repeat(300)}${"]".repeat(300)}`)).toEqual(["tooDeep", 1, 257]);
    expect(place("msgpack", "[".repeat(100_000))).toEqual(["valueOrEndOfArray", 1, 100_001]);
    expect(place("cbor", `"${"\\n".repeat(500_000)}"`)).toHaveLength(2 * (5 + 500_000));
  });
});

describe("the byte that does not belong", () => {
  const fault = (format: PayloadFormat, hex: string) => {
    const result = decodePayloadAs(format, bytesOf(hex));
    return result.ok ? [result.text, result.beyondJsonAtByte] : [result.fault, result.atByte];
  };

  test.each<[PayloadFormat, string, unknown]>([
    ["text", "61 c3 28", ["utf8", 1]],
    ["json", "5b c3a9 5d", ["value", 1]],
    ["json", "22 c3a9 22 2c", ["endOfText", 4]],
    ["cbor", "83 01 02", ["truncated", 3]],
    ["cbor", "82 01 1c", ["reservedByte", 2]],
    ["cbor", "01 02", ["trailingBytes", 1]],
    ["cbor", "82 01 ff", ["strayBreak", 2]],
    ["cbor", "5f 41 01 61 61 ff", ["wrongChunk", 3]],
    ["cbor", "62 c3 28", ["utf8", 1]],
    ["cbor", "9b ffff ffff ffff ffff", ["truncated", 9]],
    ["cbor", "a2 01 6161 02 f5", ['{\n  1: "a",\n  2: true\n}', 1]],
    ["cbor", "bf 6161 9f 01 f7 ff ff", ['{\n  "a": [\n    1,\n    undefined\n  ]\n}', 5]],
    ["cbor", "7f 6161 6162 ff", ['"ab"', undefined]],
    ["cbor", "82 43 01ff02 f9 3e00", ["[\n  h'01ff02',\n  1.5\n]", 1]],
    ["cbor", "c1 1a 514b67b0", ["1(1363896240)", 0]],
    ["cbor", "f9 7e00", ["NaN", 0]],
    ["cbor", "f9 0001", ["5.960464477539063e-8", undefined]],
    ["msgpack", "92 01 c1", ["reservedByte", 2]],
    ["msgpack", "dd 01ffffff", ["truncated", 5]],
    ["msgpack", "93 01 02", ["truncated", 3]],
    ["msgpack", "c0 c0", ["trailingBytes", 1]],
    ["msgpack", "82 01 a161 a162 c403 01ff02", ['{\n  1: "a",\n  "b": h\'01ff02\'\n}', 1]],
    ["msgpack", "d6ff 514b67b0", ["ext(-1, h'514b67b0')", 0]],
  ])("%s %s", (format, hex, expected) => {
    expect(fault(format, hex)).toEqual(expected);
  });

  test("nesting without end is refused at its place", () => {
    expect(fault("cbor", "81".repeat(100_000))).toEqual(["tooDeep", 257]);
    expect(fault("msgpack", "91".repeat(100_000))).toEqual(["tooDeep", 257]);
    expect(fault("cbor", "c1".repeat(100_000))).toEqual(["tooDeep", 257]);
  });

  test("a long text is cut where asked, and says so", () => {
    for (const format of PAYLOAD_FORMATS) {
      const bytes = encoded(format === "hex" || format === "base64" ? "text" : format, JSON.stringify("x".repeat(500)));
      const result = decodePayloadAs(format, bytes, 100);
      expect(result).toMatchObject({ ok: true, truncated: true });
      expect(result.ok && result.text).toHaveLength(100);
    }
  });
});
