import { describe, expect, test } from "vitest";
import { encodePacket } from "#core/mqtt/encode.ts";
import { ProtocolError } from "#core/mqtt/reason-codes.ts";
import { expectSame } from "./expect-same.ts";
import { bytesOf, HOSTILE_CASES, PACKET_TABLE, type PacketCase, VALID_CASES } from "./packet-table.ts";
import { readAll } from "./reading.ts";

const title = (row: PacketCase) => `${row.name} (version ${row.version})`;

test("no two rows of the table have the same name and version", () => {
  const titles = PACKET_TABLE.map(title);
  expect(titles.filter((each, place) => titles.indexOf(each) !== place)).toEqual([]);
});

describe("decode", () => {
  test.each(VALID_CASES.map((row) => [title(row), row] as const))("%s", (_, row) => {
    expectSame(readAll([bytesOf(row)], row.version), [row.packet]);
  });
});

describe("encode", () => {
  const rows = VALID_CASES.filter((row) => row.decodeOnly !== true);
  test.each(rows.map((row) => [title(row), row] as const))("%s", (_, row) => {
    expect(encodePacket(row.packet, row.version).toString("hex")).toBe(bytesOf(row).toString("hex"));
  });
});

describe("refuse", () => {
  test.each(HOSTILE_CASES.map((row) => [title(row), row] as const))("%s", (_, row) => {
    expect(failureOf(() => readAll([bytesOf(row)], row.version))).toBe(row.failure);
  });
});

describe("split at every byte", () => {
  test.each(VALID_CASES.map((row) => [title(row), row] as const))("%s", (_, row) => {
    const bytes = bytesOf(row);
    // Long packets are cut at each of their first and last 200 bytes; between lies nothing but payload.
    for (let cut = 1; cut < bytes.length; cut = cut === 200 ? Math.max(201, bytes.length - 200) : cut + 1)
      expectSame(readAll([bytes.subarray(0, cut), bytes.subarray(cut)], row.version), [row.packet]);
  });

  test("one byte at a time, all packets of a version in one stream", () => {
    for (const version of [3, 4, 5] as const) {
      const rows = VALID_CASES.filter((row) => row.version === version);
      const stream = Buffer.concat(rows.map(bytesOf));
      const bytes = Array.from(stream, (_, at) => stream.subarray(at, at + 1));
      expect(readAll(bytes, version)).toEqual(rows.map((row) => row.packet));
    }
  });

  test("a refused packet is refused wherever it is split", () => {
    for (const row of HOSTILE_CASES) {
      const bytes = bytesOf(row);
      for (let cut = 1; cut < bytes.length; cut++)
        expect(failureOf(() => readAll([bytes.subarray(0, cut), bytes.subarray(cut)], row.version))).toBe(row.failure);
    }
  });
});

test("packets joined with others, in every order of two", () => {
  for (const version of [3, 4, 5] as const) {
    const rows = VALID_CASES.filter((row) => row.version === version);
    for (const first of rows)
      for (const second of rows) {
        const joined = Buffer.concat([bytesOf(first), bytesOf(second)]);
        const cut = Math.floor(joined.length / 2);
        expectSame(readAll([joined], version), [first.packet, second.packet]);
        expectSame(readAll([joined.subarray(0, cut), joined.subarray(cut)], version), [first.packet, second.packet]);
      }
  }
});

function failureOf(run: () => unknown): number | "nothing" {
  try {
    run();
  } catch (error) {
    if (error instanceof ProtocolError) return error.reasonCode;
    throw error;
  }
  return "nothing";
}
