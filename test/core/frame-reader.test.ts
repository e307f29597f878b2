import { describe, expect, test } from "vitest";
import { FrameReader } from "#core/mqtt/frame-reader.ts";
import { PUBLISH } from "#core/mqtt/packets.ts";
import { ProtocolError } from "#core/mqtt/reason-codes.ts";
import { annotatedBytes } from "./annotated-bytes.ts";

const publish = annotatedBytes("30 05 00 03 'a/b'");

describe("FrameReader", () => {
  test("describes a packet in the chunk itself, without a copy", () => {
    const reader = new FrameReader(1024);
    const chunk = Buffer.concat([publish, annotatedBytes("c0 00")]);
    reader.push(chunk);
    expect(reader.next()).toBe(true);
    expect(reader.bytes).toBe(chunk);
    expect([reader.type, reader.flags, reader.frameStart, reader.bodyStart, reader.bodyEnd]).toEqual([
      PUBLISH,
      0,
      0,
      2,
      7,
    ]);
    expect(reader.next()).toBe(true);
    expect([reader.type, reader.frameStart, reader.bodyStart, reader.bodyEnd]).toEqual([12, 7, 9, 9]);
    expect(reader.next()).toBe(false);
  });

  test("lets go of the chunk once it is read", () => {
    const reader = new FrameReader(1024);
    reader.push(publish);
    while (reader.next());
    expect(reader.bytes.length).toBe(0);
  });

  test("a packet gathered from two chunks stays whole while the next one is begun", () => {
    const reader = new FrameReader(1024);
    const stream = Buffer.concat([publish, publish, publish]);
    reader.push(stream.subarray(0, 4));
    expect(reader.next()).toBe(false);
    reader.push(stream.subarray(4, 17)); // the rest of the first, the second, half of the third
    expect(reader.next()).toBe(true);
    const first = reader.bytes.subarray(reader.frameStart, reader.bodyEnd);
    expect(reader.next()).toBe(true);
    expect(reader.next()).toBe(false);
    expect(first).toEqual(publish);
  });

  test("an announced packet costs no memory before its bytes come", () => {
    const before = process.memoryUsage().arrayBuffers;
    const readers = Array.from({ length: 1_000 }, () => {
      const reader = new FrameReader(1024 * 1024);
      reader.push(annotatedBytes("30 fb ff 3f 00 03 'a/b'")); // 1 MiB, 5 bytes of it
      expect(reader.next()).toBe(false);
      return reader;
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
    expect(readers.length).toBe(1_000);
  });

  test("a large packet in small pieces comes out whole, in a buffer no larger than itself", () => {
    const size = 100_000;
    const packet = Buffer.concat([annotatedBytes("30 a5 8d 06 00 03 'a/b'"), Buffer.alloc(size, 7)]);
    const reader = new FrameReader(1024 * 1024);
    let taken = 0;
    for (let at = 0; at < packet.length; at += 1_000) {
      reader.push(packet.subarray(at, at + 1_000));
      while (reader.next()) {
        taken++;
        expect(reader.bytes.subarray(reader.frameStart, reader.bodyEnd).equals(packet)).toBe(true);
        expect(reader.bytes.buffer.byteLength).toBe(packet.length);
      }
    }
    expect(taken).toBe(1);
  });

  test("accepts a packet of exactly the maximum size and refuses one byte more, before it has come", () => {
    const reader = new FrameReader(7);
    reader.push(publish);
    expect(reader.next()).toBe(true);
    const strict = new FrameReader(6);
    strict.push(publish.subarray(0, 2));
    expect(() => strict.next()).toThrow(new ProtocolError(0x95, "packet of 7 bytes, 6 are allowed"));
  });

  test("refuses wrong flags on the first byte alone", () => {
    const reader = new FrameReader(1024);
    reader.push(annotatedBytes("61"));
    expect(() => reader.next()).toThrow(ProtocolError);
  });

  test("empty chunks change nothing", () => {
    const reader = new FrameReader(1024);
    reader.push(Buffer.alloc(0));
    expect(reader.next()).toBe(false);
    reader.push(publish.subarray(0, 1));
    expect(reader.next()).toBe(false);
    reader.push(Buffer.alloc(0));
    expect(reader.next()).toBe(false);
    reader.push(publish.subarray(1));
    expect(reader.next()).toBe(true);
  });
});
