import { once } from "node:events";
import { connect } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { encodeConnect } from "#core/mqtt/encode.ts";
import { CONNACK, CONNECT } from "#core/mqtt/packets.ts";
import { listenTcp } from "#server/transport/tcp.ts";
import { FakeClock, PASSWORD, startBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

test("an address may have so many connections without CONNECT, and no more; clients do not count", async () => {
  const warnings: string[] = [];
  const log = (_level: string, message: string) => warnings.push(message);
  await using broker = await startBroker({ limits: { unauthenticatedPerAddressMax: 3 }, log });
  for (const clientId of ["a", "b", "c", "d"]) await TestClient.connect(broker, { clientId });
  const idle = [1, 2, 3].map(() => new TestClient(broker.port));
  await expect.poll(() => broker.broker.arrivals.size).toBe(3);
  for (let i = 0; i < 3; i++) await new TestClient(broker.port).closed();
  expect(warnings.filter((line) => line.includes("without CONNECT"))).toHaveLength(1);
  // One that says who it is makes room.
  idle[0]?.sendConnect({ clientId: "e" });
  expect((await idle[0]?.next(CONNACK))?.reasonCode).toBe(0);
  expect((await TestClient.connect(broker, { clientId: "f" })).connack.reasonCode).toBe(0);
  // So does one that goes.
  await idle[1]?.kill();
  await expect.poll(() => broker.broker.arrivals.size).toBe(1);
});

test("addresses do not take each other's places; of IPv6 the first half counts", async () => {
  await using broker = await startBroker({ limits: { unauthenticatedPerAddressMax: 1 } });
  const { port } = await listenTcp(broker.broker, { host: "127.0.0.1", port: 0, proxyProtocol: true });
  const from = (address: string) => {
    const client = new TestClient(port);
    const family = address.includes(":") ? "TCP6" : "TCP4";
    const destination = address.includes(":") ? "::1" : "127.0.0.1";
    client.sendBytes(Buffer.from(`PROXY ${family} ${address} ${destination} 1 1\r\n`));
    return client;
  };
  const size = () => broker.broker.connections.size;
  from("192.0.2.1");
  await expect.poll(size).toBe(1);
  from("192.0.2.2");
  await expect.poll(size).toBe(2);
  await from("192.0.2.1").closed();
  from("2001:db8:1:2::1");
  await expect.poll(size).toBe(3);
  await from("2001:db8:1:2:ffff::2").closed();
  await from("2001:0DB8:0001:0002::").closed();
  from("2001:db8:1:3::1");
  await expect.poll(size).toBe(4);
  from("2001:db8::1");
  await expect.poll(size).toBe(5);
  await from("2001:db8:0:0:1::").closed();
});

test("who is no WebSocket in time is cut off", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const silent = connect(broker.wsPort, "127.0.0.1");
  silent.write("GET /mqtt HTTP/1.1\r\nHost:");
  await expect.poll(() => broker.broker.arrivals.size).toBe(1);
  clock.advance(broker.broker.limits.connectTimeoutSeconds + 1);
  await once(silent, "close");
  const webSocket = new WebSocket(`ws://127.0.0.1:${broker.wsPort}/mqtt`, ["mqtt"]);
  await once(webSocket, "open");
  clock.advance(broker.broker.limits.connectTimeoutSeconds + 1);
  await once(webSocket, "close");
  await expect.poll(() => broker.broker.arrivals.size).toBe(0);
});

test("a stranger's packet may be less large than a client's", async () => {
  await using broker = await startBroker({ limits: { connectPacketSizeBytes: 2_000 } });
  const client = await TestClient.connect(broker, { will: { topic: "t", payload: Buffer.alloc(1_500) } });
  expect(client.connack).toMatchObject({ reasonCode: 0, properties: { maximumPacketSize: 1024 * 1024 } });
  await client.subscribe("t");
  client.publish("t", Buffer.alloc(100_000));
  expect((await client.message()).text).toHaveLength(100_000);
  const large = new TestClient(broker.port);
  large.sendConnect({ will: { topic: "t", payload: Buffer.alloc(2_000) } });
  await large.closed();
});

test("what a stranger makes us keep while it waits is not more than what it sent", async () => {
  let admit = (): void => {};
  await using broker = await startBroker();
  const { authenticate } = broker.broker;
  const asked = new Promise<void>((resolve) => {
    admit = resolve;
  });
  Object.assign(broker.broker, { authenticate: (request: never) => asked.then(() => authenticate(request)) });
  const none: [string, string] = ["", ""];
  const connectBytes = (clientId: string) =>
    encodeConnect({
      type: CONNECT,
      protocolVersion: 5,
      bridge: false,
      cleanStart: true,
      keepAlive: 0,
      clientId,
      will: {
        topic: "t",
        payload: Buffer.alloc(0),
        qos: 0,
        retain: false,
        properties: { userProperties: new Array(500).fill(none) },
      },
      username: "acme/x",
      password: Buffer.from(PASSWORD),
      properties: { userProperties: new Array(500).fill(none) },
    });
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const heapUsed = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const clients: TestClient[] = [];
  const before = heapUsed();
  for (let i = 0; i < 50; i++) {
    const client = new TestClient(broker.port);
    client.socket.write(connectBytes(`c${i}`));
    clients.push(client);
  }
  await expect
    .poll(() => [...broker.broker.connections].filter(({ state }) => state === 1).length, { timeout: 10_000 })
    .toBe(50);
  expect((heapUsed() - before) / 50).toBeLessThan(40_000);
  admit();
  for (const client of clients) expect((await client.next(CONNACK)).reasonCode).toBe(0);
});
