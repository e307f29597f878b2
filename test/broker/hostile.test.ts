import { once } from "node:events";
import { connect } from "node:net";
import { expect, test, vi } from "vitest";
import type { BrokerEvent } from "#core/control.ts";
import { encodeConnect, encodePublish } from "#core/mqtt/encode.ts";
import { CONNACK, CONNECT, DISCONNECT, PINGRESP, PUBACK, PUBLISH, SUBACK } from "#core/mqtt/packets.ts";
import { FakeClock, PASSWORD, startBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

const CONNECT_V5 = encodeConnect({
  type: CONNECT,
  protocolVersion: 5,
  bridge: false,
  cleanStart: true,
  keepAlive: 0,
  clientId: "client",
  will: undefined,
  username: "acme/client",
  password: Buffer.from(PASSWORD),
  properties: {},
});

const BREACHES: [name: string, hex: string, reasonCode: number][] = [
  ["packet type 0", "00 00", 0x81],
  ["a remaining length of five bytes", "30 ff ff ff ff 01", 0x81],
  ["reserved flags on SUBSCRIBE", "80 05 0001 00 0000", 0x81],
  ["QoS 3", "36 05 0001 61 0001 00", 0x81],
  ["DUP on QoS 0", "38 04 0001 61 00", 0x81],
  ["a topic with a wildcard", "30 04 0001 23 00", 0x90],
  ["a topic that is not UTF-8", "30 05 0002 c328 00", 0x81],
  ["a topic with U+0000", "30 04 0001 00 00", 0x81],
  ["packet identifier 0", "32 06 0001 61 0000 00", 0x82],
  ["an empty topic without an alias", "30 03 0000 00", 0x82],
  ["topic alias 0", "30 07 0001 61 03 23 0000", 0x94],
  ["a property that does not belong", "30 07 0001 61 03 13 0001", 0x81],
  ["a subscription identifier from a client", "30 06 0001 61 02 0b 01", 0x82],
  ["SUBSCRIBE without a filter", "82 03 0001 00", 0x82],
  ["UNSUBSCRIBE without a filter", "a2 03 0001 00", 0x82],
  ["a second CONNECT", CONNECT_V5.toString("hex"), 0x82],
  ["a packet that only servers send", "20 03 00 00 00", 0x82],
  ["AUTH without a method in CONNECT", "f0 00", 0x82],
  ["PINGREQ with a body", "c0 01 00", 0x81],
  ["a packet longer than allowed", "30 ff ff ff 7f", 0x95],
];

for (const [name, hex, reasonCode] of BREACHES) {
  test(`${name} ends the connection with 0x${reasonCode.toString(16)}, and nobody else's`, async () => {
    await using broker = await startBroker();
    const bystander = await TestClient.connect(broker, { clientId: "bystander" });
    const client = await TestClient.connect(broker);
    client.sendBytes(hex);
    expect((await client.next(DISCONNECT)).reasonCode).toBe(reasonCode);
    await client.closed();
    expect(await bystander.settled()).toEqual([]);
    const old = await TestClient.connect(broker, { version: 4 });
    old.sendBytes("00 00");
    await expect(old.any()).rejects.toThrow("closed");
  });
}

const FIRST_PACKETS: [name: string, hex: string, connack: string | undefined][] = [
  ["PUBLISH first", "30 03 0001 61", undefined],
  ["PINGREQ first", "c0 00", undefined],
  ["an HTTP request", Buffer.from("GET / HTTP/1.1\r\n\r\n").toString("hex"), undefined],
  ["a protocol of another name", "10 0c 0004 4d515458 04 02 0000 0000", undefined],
  ["protocol level 1", "10 0c 0004 4d515454 01 02 0000 0000", "20020001"],
  ["protocol level 9", "10 0d 0004 4d515454 09 02 0000 00 0000", "20??0084"],
  ["a reserved connect flag, 3.1.1", "10 0c 0004 4d515454 04 03 0000 0000", undefined],
  ["a reserved connect flag, 5.0", "10 0d 0004 4d515454 05 03 0000 00 0000", "20??0081"],
];

for (const [name, hex, connack] of FIRST_PACKETS) {
  test(`first packet: ${name} is ${connack === undefined ? "cut off" : "answered"}`, async () => {
    await using broker = await startBroker();
    const client = new TestClient(broker.port);
    const received: Buffer[] = [];
    client.socket.removeAllListeners("data");
    client.socket.on("data", (chunk) => received.push(chunk));
    client.sendBytes(hex);
    await client.closed();
    const answer = Buffer.concat(received).toString("hex");
    expect(answer).toMatch(new RegExp(`^${(connack ?? "").replaceAll("?", ".")}${connack?.includes("?") ? "" : "$"}`));
  });
}

test("packets split at every byte and joined with others are understood", async () => {
  await using broker = await startBroker();
  const publish = encodePublish(
    {
      type: PUBLISH,
      dup: false,
      qos: 1,
      retain: false,
      topic: "t",
      packetId: 9,
      payload: Buffer.from("x"),
      properties: {},
    },
    5,
  );
  const subscribe = Buffer.from("8207000100000174 00".replace(" ", ""), "hex");
  const stream = Buffer.concat([CONNECT_V5, subscribe, publish, Buffer.from([0xc0, 0])]);
  for (let at = 1; at < stream.length; at++) {
    const client = new TestClient(broker.port);
    client.sendBytes(stream.subarray(0, at));
    await new Promise((resolve) => client.socket.write(Buffer.alloc(0), resolve));
    await new Promise(setImmediate);
    client.sendBytes(stream.subarray(at));
    expect((await client.next(CONNACK)).reasonCode).toBe(0);
    await client.next(SUBACK);
    const rest = [await client.any(), await client.any(), await client.any()];
    expect(rest.map(({ type }) => type).sort((a, b) => a - b)).toEqual([PUBLISH, PUBACK, PINGRESP]);
    await client.disconnect();
  }
});

test("packets sent right behind a CONNECT wait for its answer", async () => {
  await using broker = await startBroker();
  const client = new TestClient(broker.port);
  client.sendBytes(Buffer.concat([CONNECT_V5, Buffer.from("c000c000", "hex")]));
  await client.next(CONNACK);
  await client.next(PINGRESP);
  await client.next(PINGRESP);
});

test("no CONNECT in time: the connection is closed", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const client = new TestClient(broker.port);
  client.sendBytes(CONNECT_V5.subarray(0, 5));
  await expect.poll(() => broker.broker.connections.size).toBe(1);
  clock.advance(broker.broker.limits.connectTimeoutSeconds + 1);
  await client.closed();
});

test("silence for more than 1.5 × keep alive ends the connection, and less does not", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const client = await TestClient.connect(broker, { keepAlive: 10 });
  const forever = await TestClient.connect(broker, { clientId: "forever", keepAlive: 0 });
  for (let i = 0; i < 5; i++) {
    clock.advance(14);
    expect(await client.settled()).toEqual([]);
  }
  clock.advance(18);
  expect((await client.next(DISCONNECT)).reasonCode).toBe(0x8d);
  await client.closed();
  expect(await forever.settled()).toEqual([]);
});

test("more unacknowledged QoS 2 PUBLISHes than our Receive Maximum are a breach", async () => {
  await using broker = await startBroker({ limits: { receiveMaximum: 3 } });
  const client = await TestClient.connect(broker);
  expect(client.connack.properties.receiveMaximum).toBe(3);
  for (let i = 0; i < 4; i++) client.publish("t", "x", { qos: 2 });
  const packets = [];
  for (;;) {
    const packet = await client.any();
    packets.push(packet);
    if (packet.type === DISCONNECT) break;
  }
  expect(packets.at(-1)).toMatchObject({ type: DISCONNECT, reasonCode: 0x93 });
  expect(packets.length).toBe(4);
});

test("a tenant's connections are limited, a takeover is not one more", async () => {
  await using broker = await startBroker({ limits: { connectionsPerTenantMax: 2 } });
  await TestClient.connect(broker, { clientId: "a" });
  await TestClient.connect(broker, { clientId: "b" });
  const third = await TestClient.connect(broker, { clientId: "c" });
  expect(third.connack.reasonCode).toBe(0x97);
  const again = await TestClient.connect(broker, { clientId: "b" });
  expect(again.connack.reasonCode).toBe(0);
  const elsewhere = await TestClient.connect(broker, { clientId: "c", username: "other/c" });
  expect(elsewhere.connack.reasonCode).toBe(0);
});

test("an authenticate that fails refuses its CONNECT and harms nobody", async () => {
  await using broker = await startBroker();
  const bystander = await TestClient.connect(broker, { clientId: "bystander" });
  Object.assign(broker.broker, { authenticate: () => Promise.reject(new Error("database away")) });
  for (const [version, code] of [
    [5, 0x80],
    [4, 3],
  ] as const) {
    const client = new TestClient(broker.port);
    client.sendConnect({ version });
    expect((await client.next(CONNACK)).reasonCode).toBe(code);
    await client.closed();
  }
  expect(await bystander.settled()).toEqual([]);
  expect(broker.errors.splice(0)).toHaveLength(2);
});

test("a mistake of ours while a client is served costs that client its connection and no one else's", async () => {
  await using broker = await startBroker();
  const bystander = await TestClient.connect(broker, { clientId: "bystander" });
  const client = await TestClient.connect(broker);
  const { session } = [...broker.broker.connections].find(({ clientId }) => clientId === "client") ?? {};
  Object.assign(session?.rights ?? {}, {
    mayPublish: () => {
      throw new Error("broken");
    },
  });
  client.publish("t", "x");
  expect((await client.next(DISCONNECT)).reasonCode).toBe(0x80);
  await client.closed();
  expect(await bystander.settled()).toEqual([]);
  expect(broker.errors.splice(0)).toHaveLength(1);
});

test("a receiver whose delivery fails is blamed itself, not the sender", async () => {
  await using broker = await startBroker();
  const sender = await TestClient.connect(broker, { clientId: "sender" });
  const receiver = await TestClient.connect(broker, { clientId: "receiver" });
  await receiver.subscribe("t");
  const connection = [...broker.broker.connections].find(({ clientId }) => clientId === "receiver");
  Object.assign(connection?.transport ?? {}, {
    write: () => {
      throw new Error("broken");
    },
  });
  sender.publish("t", "x");
  await receiver.closed();
  expect(await sender.settled()).toEqual([]);
  expect(broker.errors.splice(0)).toHaveLength(1);
});

test("a client that keeps sending after its connection was ended is cut off", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const broker = await startBroker();
    const socket = connect({ host: "127.0.0.1", port: broker.port, allowHalfOpen: true });
    socket.on("error", () => {});
    socket.resume();
    socket.write(Buffer.from("c000", "hex"));
    await once(socket, "end");
    socket.write(Buffer.from("c000", "hex"));
    expect(broker.broker.connections.size).toBe(1);
    vi.advanceTimersByTime(5_000);
    await broker.broker.drain();
    expect(broker.broker.connections.size).toBe(0);
    socket.destroy();
  } finally {
    vi.useRealTimers();
  }
});

test("a flood of denied PUBLISHes is counted in full and told in part", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ rules: { client: [] }, clock });
  const tenant = broker.tenant();
  const told: BrokerEvent[] = [];
  tenant.events.subscribe((event) => told.push(event));
  const client = await TestClient.connect(broker);
  told.length = 0;
  for (let i = 0; i < 500; i++) client.publish("same", "x");
  await client.settled();
  expect(tenant.counters.publishDenied).toBe(500);
  expect(told).toMatchObject([{ type: "publishDenied", topic: "same", count: 1 }]);
  clock.advance(1);
  expect(told).toMatchObject([{ count: 1 }, { type: "publishDenied", topic: "same", count: 499 }]);
  told.length = 0;
  for (let i = 0; i < 500; i++) client.publish(`t/${i}`, "x");
  await client.settled();
  clock.advance(1);
  expect(told.filter(({ type }) => type === "publishDenied").length).toBe(100);
  expect(told.at(-1)).toMatchObject({ type: "notKept", count: 400 });
});

test("a stranger's CONNECT may not be as large as a client's packets, nor be made of endless user properties", async () => {
  await using broker = await startBroker();
  const large = new TestClient(broker.port);
  // Announced is enough.
  large.sendBytes("10 80 80 20");
  await large.closed();
  const many = new TestClient(broker.port);
  many.sendConnect({ properties: { userProperties: new Array<[string, string]>(1_025).fill(["k", "v"]) } });
  expect((await many.next(CONNACK)).reasonCode).toBe(0x97);
  await many.closed();
  const welcome = await TestClient.connect(broker, {
    properties: { userProperties: new Array<[string, string]>(1_024).fill(["k", "v"]) },
  });
  await welcome.subscribe("t");
  welcome.publish("t", Buffer.alloc(900_000));
  expect((await welcome.message()).packet.payload.length).toBe(900_000);
});
