import Papa from "papaparse";
import { expect, test } from "vitest";
import { type ExportFormat, MessageExport } from "#app/_client/message-export.ts";
import { csvHeading, csvLine, jsonLine } from "#app/_client/message-line.ts";
import { MessageRing } from "#app/_client/ring.ts";
import { aMessage } from "./a-message.ts";

const BINARY = Uint8Array.of(0xde, 0xad, 0xbe, 0xef);

test("a JSON line is one line, holds every property, and text or Base64", () => {
  const line = jsonLine(
    aMessage({
      at: Date.UTC(2026, 10, 20, 12, 0, 0, 5),
      text: '{\n  "serial": 12345678901234567890\n}',
      qos: 2,
      properties: {
        contentType: "application/json",
        correlationData: Uint8Array.of(1, 2),
        userProperties: [
          ["a", "1"],
          ["a", "2"],
        ],
        subscriptionIdentifiers: [1, 2],
      },
    }),
  );
  expect(line).not.toContain("\n");
  expect(JSON.parse(line)).toEqual({
    time: "2026-11-20T12:00:00.005Z",
    direction: "received",
    topic: "sensor/1/temperature",
    qos: 2,
    retain: false,
    dup: false,
    payload: '{\n  "serial": 12345678901234567890\n}',
    encoding: "utf8",
    properties: {
      contentType: "application/json",
      correlationData: "AQI=",
      userProperties: [
        ["a", "1"],
        ["a", "2"],
      ],
      subscriptionIdentifiers: [1, 2],
    },
  });
  expect(JSON.parse(jsonLine(aMessage({ payload: BINARY })))).toMatchObject({
    payload: "3q2+7w==",
    encoding: "base64",
  });
});

function csvPayload(text: string): string {
  const { data } = Papa.parse<Record<string, string>>(`${csvHeading()}\r\n${csvLine(aMessage({ text }))}`, {
    header: true,
  });
  return data[0]?.payload ?? "";
}

test.each(["-17.2", "+3", "1e-3", "-1E+5", "plain", 'with "quotes", commas\nand lines', "温度", ""])(
  "%j comes out of CSV as it went in",
  (text) => {
    expect(csvPayload(text)).toBe(text);
  },
);

test.each(["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "\r=1", '=HYPERLINK("http://x")\n'])(
  "%j does not become a formula",
  (text) => {
    expect(csvPayload(text)).toBe(`'${text}`);
  },
);

test("a topic does not become a formula either, and bytes are Base64", () => {
  const { data } = Papa.parse<Record<string, string>>(
    `${csvHeading()}\r\n${csvLine(aMessage({ topic: "=cmd", payload: BINARY, properties: { contentType: "@x" } }))}`,
    { header: true },
  );
  expect(data[0]).toMatchObject({ topic: "'=cmd", content_type: "'@x", payload: "3q2+7w==", encoding: "base64" });
});

async function exported(ring: MessageRing, seqs: readonly number[], format: ExportFormat): Promise<MessageExport> {
  const whole = Promise.withResolvers<MessageExport>();
  const made: MessageExport = new MessageExport({ id: 1, format }, ring, seqs, () =>
    // The first slice is written before the export is there to be asked.
    queueMicrotask(() => made.state.file !== undefined && whole.resolve(made)),
  );
  return whole.promise;
}

test("an export of many slices holds every message, in order, whole lines", async () => {
  const ring = new MessageRing();
  const seqs: number[] = [];
  for (let i = 0; i < 5_000; i++) seqs.push(ring.push(aMessage({ text: `${i} ${"x".repeat(500)}` })).seq);
  for (const format of ["jsonl", "csv"] as const) {
    const { state } = await exported(ring, seqs, format);
    const text = (await state.file?.text()) ?? "";
    const payloads =
      format === "jsonl"
        ? text
            .trimEnd()
            .split("\n")
            .map((line) => String(JSON.parse(line).payload))
        : Papa.parse<{ payload: string }>(text, { header: true, skipEmptyLines: true }).data.map(
            ({ payload }) => payload,
          );
    expect(payloads.map((payload) => Number.parseInt(payload, 10))).toEqual(seqs);
    expect(state).toMatchObject({ done: 5_000, total: 5_000, missed: 0 });
  }
});

test("what was pushed out of the ring meanwhile is counted, not silently missing", async () => {
  const ring = new MessageRing(100_000);
  const seqs: number[] = [];
  for (let i = 0; i < 500; i++) seqs.push(ring.push(aMessage({ text: "x".repeat(250) })).seq);
  const { state } = await exported(ring, seqs, "jsonl");
  expect(state.missed).toBe(500 - ring.length);
  expect((await state.file?.text())?.trimEnd().split("\n")).toHaveLength(ring.length);
});
