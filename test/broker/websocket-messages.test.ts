import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import type { Writable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as ws from "ws";
import { readMessages } from "#server/transport/websocket-messages.ts";

/** Public, though its types do not tell. */
const { Receiver } = ws as unknown as {
  Receiver: new (options: { isServer: boolean; maxPayload: number }) => Writable;
};
const BYTES_MAX = 100_000;

interface Frame {
  readonly first: number;
  readonly payload: Buffer;
  readonly mask: Buffer;
}

function encode({ first, payload, mask }: Frame): Buffer {
  const { length } = payload;
  const header =
    length < 126
      ? Buffer.from([first, 0x80 | length])
      : length < 65_536
        ? Buffer.from([first, 0x80 | 126, length >> 8, length & 0xff])
        : Buffer.from([first, 0x80 | 127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 0xff, length & 0xff]);
  return Buffer.concat([header, mask, payload.map((byte, i) => byte ^ (mask[i & 3] as number))]);
}

interface Heard {
  readonly bytes: string;
  readonly pings: string[];
  readonly texts: number;
  readonly closes: number;
}

/** What the library hears of these chunks, with ours in front of it or alone. */
function listen(chunks: readonly Buffer[], ours: boolean): Heard {
  const socket = new EventEmitter();
  const bytes: Buffer[] = [];
  const heard = { pings: [] as string[], texts: 0, closes: 0 };
  const receiver = new Receiver({ isServer: true, maxPayload: BYTES_MAX });
  socket.on("data", (chunk: Buffer) => receiver.write(chunk));
  receiver.on("message", (data: Buffer, isBinary: boolean) => {
    if (isBinary) bytes.push(data);
    else heard.texts++;
  });
  receiver.on("ping", (data: Buffer) => heard.pings.push(`${Buffer.concat(bytes).length}: ${data.toString("hex")}`));
  receiver.on("conclude", () => heard.closes++);
  receiver.on("error", () => {});
  if (ours) readMessages(socket as Socket, BYTES_MAX, (part) => bytes.push(Buffer.from(part)));
  for (const chunk of chunks) socket.emit("data", Buffer.from(chunk));
  return { ...heard, bytes: Buffer.concat(bytes).toString("hex") };
}

const mask = Buffer.from([0x11, 0x22, 0x43, 0x84]);
const text = (words: string): Buffer => Buffer.from(words);
const MIXED: readonly Frame[] = [
  { first: 0x82, payload: text("one"), mask },
  { first: 0x82, payload: text(""), mask },
  { first: 0x82, payload: Buffer.alloc(130, "long"), mask },
  { first: 0x89, payload: text("ping"), mask },
  { first: 0x82, payload: text("after the ping"), mask },
  { first: 0x8a, payload: text(""), mask },
  { first: 0x82, payload: text("after the pong"), mask },
  { first: 0x02, payload: text("in "), mask },
  { first: 0x89, payload: text("between"), mask },
  { first: 0x80, payload: text("pieces"), mask },
  { first: 0x82, payload: text("whole again"), mask },
  { first: 0x88, payload: Buffer.from([0x03, 0xe8]), mask },
  { first: 0x82, payload: text("after the end"), mask },
];

test("what a WebSocket carries is heard alike wherever the stream is cut", () => {
  const stream = Buffer.concat(MIXED.map(encode));
  const whole = listen([stream], false);
  expect(whole.pings).toHaveLength(2);
  expect(whole.closes).toBe(1);
  expect(Buffer.from(whole.bytes, "hex").toString()).toMatch(/^onelong.*in pieceswhole again$/);
  for (let cut = 0; cut <= stream.length; cut++) {
    expect(listen([stream.subarray(0, cut), stream.subarray(cut)], true)).toEqual(whole);
  }
  expect(
    listen(
      Array.from(stream, (byte) => Buffer.from([byte])),
      true,
    ),
  ).toEqual(whole);
});

test("any frames, cut anywhere, are heard as the library alone hears them", () => {
  const frame = fc.record({
    first: fc.oneof(
      { weight: 5, arbitrary: fc.constant(0x82) },
      fc.constantFrom(0x89, 0x8a, 0x02, 0x80, 0x81, 0x88, 0xc2, 0x83),
    ),
    payload: fc
      .oneof({ weight: 4, arbitrary: fc.nat(140) }, fc.constantFrom(125, 126, 65_535, 65_536, BYTES_MAX + 1))
      .map((length) => Buffer.from(Array.from({ length }, (_, i) => (i * 7) & 0x7f))),
    mask: fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
  });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), fc.array(fc.nat(300), { maxLength: 8 }), (frames, cuts) => {
      const stream = Buffer.concat(frames.map(encode));
      const chunks: Buffer[] = [];
      let at = 0;
      for (const length of cuts) {
        chunks.push(stream.subarray(at, at + length));
        at += length;
      }
      chunks.push(stream.subarray(at));
      expect(listen(chunks, true)).toEqual(listen([stream], false));
    }),
    { numRuns: 300 },
  );
});
