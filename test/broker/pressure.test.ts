import { expect, test } from "vitest";
import { encodePacket } from "#core/mqtt/encode.ts";
import { CONNECT, type Packet, PINGREQ, PUBLISH, SUBSCRIBE } from "#core/mqtt/packets.ts";
import { MemoryTransport } from "#server/transport/memory.ts";
import { FakeClock, PASSWORD, startBroker, type TestBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

/** A 5.0 client without a socket, whose kernel is full when the test says so. */
async function connectMemory(broker: TestBroker, clientId: string, filter?: string): Promise<MemoryTransport> {
  const transport = MemoryTransport.connect(broker.broker);
  give(transport, {
    type: CONNECT,
    protocolVersion: 5,
    bridge: false,
    cleanStart: true,
    keepAlive: 0,
    clientId,
    will: undefined,
    username: `acme/${clientId}`,
    password: Buffer.from(PASSWORD),
    properties: {},
  });
  await expect.poll(() => transport.written.length).toBe(1);
  if (filter === undefined) return transport;
  const request = { filter, qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
  give(transport, { type: SUBSCRIBE, packetId: 1, requests: [request], properties: {} });
  await turn();
  expect(transport.written.length).toBe(2);
  transport.written.length = 0;
  return transport;
}

function give(transport: MemoryTransport, ...packets: Packet[]): void {
  transport.connection?.receive(Buffer.concat(packets.map((packet) => encodePacket(packet, 5))));
}

function publish(payload: string | Buffer, qos: 0 | 1 = 0, packetId = 0): Packet {
  const topic = "t";
  return {
    type: PUBLISH,
    dup: false,
    qos,
    retain: false,
    topic,
    packetId,
    payload: Buffer.from(payload),
    properties: {},
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test("a turn's messages leave in one write per socket", async () => {
  await using broker = await startBroker();
  const subscriber = await connectMemory(broker, "s", "t");
  const publisher = await connectMemory(broker, "p");
  give(publisher, ...Array.from({ length: 50 }, (_, i) => publish(`message ${i}`)));
  give(publisher, publish("one more", 1, 1));
  expect(subscriber.written.length).toBe(0);
  await turn();
  expect(subscriber.written.length).toBe(1);
  expect(publisher.written.length).toBe(2);
});

test("QoS 0 to a client that does not read is dropped beyond its bound, counted, and nobody else notices", async () => {
  await using broker = await startBroker({ limits: { outboundBytesMax: 10_000 } });
  const slow = await connectMemory(broker, "slow", "t");
  const quick = await connectMemory(broker, "quick", "t");
  const publisher = await connectMemory(broker, "p");
  slow.full = true;
  for (let i = 0; i < 100; i++) {
    give(publisher, publish(Buffer.alloc(1_000)));
    await turn();
  }
  const sent = (transport: MemoryTransport) => Buffer.concat(transport.written).length;
  expect(sent(quick)).toBeGreaterThan(100_000);
  expect(sent(slow)).toBeLessThan(12_000);
  expect(slow.connection?.outbound.pendingBytes).toBeLessThan(12_000);
  expect(broker.tenant().counters.dropped.slowReceiver).toBe(90);
  slow.full = false;
  slow.connection?.drained();
  await turn();
  give(publisher, publish("after"));
  await turn();
  expect(Buffer.concat(slow.written).includes("after")).toBe(true);
});

test("QoS 1 to a client that does not read waits in its bounded queue and then flows in order", async () => {
  await using broker = await startBroker({ limits: { outboundBytesMax: 5_000, inflightMax: 1000 } });
  const slow = await connectMemory(broker, "slow", "t");
  const publisher = await connectMemory(broker, "p");
  slow.full = true;
  for (let i = 1; i <= 40; i++) {
    give(publisher, publish(Buffer.alloc(1_000, i), 1, i));
    await turn();
  }
  expect(slow.connection?.outbound.pendingBytes).toBeLessThan(7_000);
  slow.full = false;
  slow.connection?.drained();
  for (let i = 0; i < 20; i++) await turn();
  const bytes = Buffer.concat(slow.written);
  for (let i = 1, at = 0; i <= 40; i++) {
    at = bytes.indexOf(Buffer.alloc(1_000, i), at);
    expect(at).toBeGreaterThan(-1);
  }
});

test("a client that asks without reading the answers is no longer read", async () => {
  await using broker = await startBroker({ limits: { outboundBytesMax: 1_000 } });
  const flooding = await connectMemory(broker, "flooding");
  flooding.full = true;
  for (let i = 0; i < 100; i++) {
    give(flooding, ...new Array<Packet>(100).fill({ type: PINGREQ }));
    await turn();
    if (flooding.paused) break;
  }
  expect(flooding.paused).toBe(true);
  expect(flooding.connection?.outbound.pendingBytes).toBeLessThan(3_000);
  flooding.full = false;
  flooding.connection?.drained();
  await turn();
  expect(flooding.paused).toBe(false);
});

test("a flood of one client is shared out over turns, so that others have theirs between", async () => {
  await using broker = await startBroker();
  const quick = await connectMemory(broker, "quick", "other");
  const flooding = await connectMemory(broker, "flooding");
  const polite = await connectMemory(broker, "polite");
  give(flooding, ...Array.from({ length: 40_000 }, () => publish("x")));
  expect(flooding.paused).toBe(true);
  give(polite, { ...publish("in between"), topic: "other" } as Packet);
  expect(broker.tenant().counters.messagesReceived).toBeLessThan(40_000);
  await expect.poll(() => quick.written.length).toBe(1);
  await expect.poll(() => broker.tenant().counters.messagesReceived).toBe(40_001);
  expect(flooding.paused).toBe(false);
});

test("topics made to be dear to match are shared out over turns like a flood", async () => {
  await using broker = await startBroker();
  const dear = await connectMemory(broker, "dear");
  // Every mixture of ten levels `a` or `+`: a topic of ten `a` visits them all.
  const filters = Array.from({ length: 1 << 10 }, (_, mixture) =>
    Array.from({ length: 10 }, (_, level) => ((mixture >> level) & 1 ? "a" : "+")).join("/"),
  );
  for (let i = 0; i < filters.length; i += 128) {
    const requests = filters
      .slice(i, i + 128)
      .map((filter) => ({ filter, qos: 0, noLocal: true, retainAsPublished: false, retainHandling: 0 }) as const);
    give(dear, { type: SUBSCRIBE, packetId: 1, requests, properties: {} });
    await turn();
  }
  const quick = await connectMemory(broker, "quick", "other");
  const polite = await connectMemory(broker, "polite");
  const received = () => broker.tenant().counters.messagesReceived;
  give(
    dear,
    ...Array.from({ length: 1_000 }, (_, i) => ({ ...publish("x"), topic: `a/a/a/a/a/a/a/a/a/${i}` }) as Packet),
  );
  expect(received()).toBeLessThan(1_000);
  give(polite, { ...publish("in between"), topic: "other" } as Packet);
  await expect.poll(() => quick.written.length).toBe(1);
  await expect.poll(received).toBe(1_001);
});

test("publishes over the tenant's rate are read more slowly, none is lost", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock, limits: { publishesPerSecondMax: 10 } });
  const subscriber = await TestClient.connect(broker, { clientId: "s" });
  await subscriber.subscribe("t");
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  for (let i = 0; i < 15; i++) publisher.publish("t", String(i));
  expect(await subscriber.messages(10)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
  expect(await subscriber.settled()).toEqual([]);
  clock.advance(1);
  expect(await subscriber.messages(5)).toEqual(["10", "11", "12", "13", "14"]);
});

test("a real socket that stops reading bounds the broker's memory and gets going again", async () => {
  await using broker = await startBroker({ limits: { outboundBytesMax: 100_000 } });
  const slow = await TestClient.connect(broker, { clientId: "slow" });
  await slow.subscribe("t");
  slow.socket.pause();
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  const payload = Buffer.alloc(64 * 1024, "x");
  while (broker.tenant().counters.dropped.slowReceiver === 0) {
    for (let i = 0; i < 20; i++) publisher.publish("t", payload);
    await publisher.settled();
  }
  const connection = [...broker.broker.connections].find(({ clientId }) => clientId === "slow");
  expect(connection?.outbound.pendingBytes).toBeLessThan(400_000);
  slow.socket.resume();
  await expect.poll(() => connection?.outbound.pendingBytes).toBe(0);
  publisher.publish("t", "last", { qos: 0 });
  for (;;) if ((await slow.message()).text === "last") break;
});
