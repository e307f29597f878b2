import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { CONNACK } from "#core/mqtt/packets.ts";
import { issueServerCertificate, makeAuthority } from "#server/tls/local-authority.ts";
import { readProxyHeader } from "#server/transport/proxy-protocol.ts";
import { listenTcp } from "#server/transport/tcp.ts";
import { listenTls } from "#server/transport/tls.ts";
import { listenWebSocket } from "#server/transport/websocket.ts";
import { FakeClock, startBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

const SIGNATURE = "0d0a0d0a000d0a515549540a";
const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

/** Version 2 of an IPv4 connection, as HAProxy sends it. */
const V2 = hex(`${SIGNATURE} 21 11 000c c0000207 7f000001 3039 075b`);
const V2_IPV6 = hex(
  `${SIGNATURE} 21 21 0027 20010db8000000000000000000000007 00000000000000000000000000000001 3039 075b 040000`,
);
const V1 = Buffer.from("PROXY TCP4 192.0.2.7 127.0.0.1 12345 1883\r\n");

describe("a PROXY header", () => {
  test.each<[string, Buffer, string | undefined]>([
    ["version 1, IPv4", V1, "192.0.2.7"],
    ["version 1, IPv6", Buffer.from("PROXY TCP6 2001:db8::7 ::1 12345 1883\r\n"), "2001:db8::7"],
    ["version 1, IPv6 in long", Buffer.from("PROXY TCP6 2001:0DB8:0:0:0:0:0:0007 ::1 1 1\r\n"), "2001:db8::7"],
    ["version 1, IPv4 within IPv6", Buffer.from("PROXY TCP6 ::ffff:192.0.2.7 ::1 1 1\r\n"), "192.0.2.7"],
    ["version 1, unknown", Buffer.from("PROXY UNKNOWN\r\n"), undefined],
    ["version 1, unknown with more", Buffer.from("PROXY UNKNOWN ffff::1 ::1 65535 65535\r\n"), undefined],
    ["version 2, IPv4", V2, "192.0.2.7"],
    ["version 2, IPv6, with an extension", V2_IPV6, "2001:db8::7"],
    ["version 2, of the proxy itself", hex(`${SIGNATURE} 20 00 0000`), undefined],
    ["version 2, unspecified", hex(`${SIGNATURE} 21 00 0002 abcd`), undefined],
    ["version 2, a Unix socket", Buffer.concat([hex(`${SIGNATURE} 21 31 00d8`), Buffer.alloc(216)]), undefined],
  ])("%s", (_what, bytes, address) => {
    expect(readProxyHeader(Buffer.concat([bytes, Buffer.from("rest")]))).toEqual({ length: bytes.length, address });
    for (let end = 0; end < bytes.length; end++) expect(readProxyHeader(bytes.subarray(0, end))).toBeUndefined();
  });

  test.each([
    Buffer.from("GET / HTTP/1.1\r\n"),
    Buffer.from([0x10]),
    Buffer.from("PROXY TCP4 192.0.2.7\r\n"),
    Buffer.from("PROXY TCP4 192.0.2.300 127.0.0.1 1 1\r\n"),
    Buffer.from("PROXY TCP4 2001:db8::7 ::1 1 1\r\n"),
    Buffer.from("PROXY TCP4 192.0.2.7 127.0.0.1 1 65536\r\n"),
    Buffer.from("PROXY TCP4 192.0.2.7 127.0.0.1 1 1 1\r\n"),
    Buffer.from("PROXY TCP6 fe80::1%eth0 ::1 1 1\r\n"),
    Buffer.from("PROXY UDP4 192.0.2.7 127.0.0.1 1 1\r\n"),
    Buffer.from(`PROXY UNKNOWN ${"x".repeat(100)}`),
    hex(`${SIGNATURE} 31 11 000c`),
    hex(`${SIGNATURE} 22 11 000c`),
    hex(`${SIGNATURE} 21 11 0004 c0000207`),
    hex(`${SIGNATURE} 21 12 000c c0000207 7f000001 3039 075b`),
    hex(`${SIGNATURE} 21 11 ffff`),
  ])("%# is malformed", (bytes) => {
    expect(readProxyHeader(bytes)).toBe("malformed");
  });
});

/** A test client whose stream begins with a header, cut in two. */
function behindProxy(port: number, header: Buffer): TestClient {
  const client = new TestClient(port);
  client.sendBytes(header.subarray(0, 9));
  setImmediate(() => client.sendBytes(header.subarray(9)));
  return client;
}

test.each([V1, V2])("over TCP the client's own address is told", async (header) => {
  await using broker = await startBroker();
  const events: { type: string; address: string }[] = [];
  broker.tenant().events.subscribe((event) => events.push(event));
  const { port } = await listenTcp(broker.broker, { host: "127.0.0.1", port: 0, proxyProtocol: true });
  const split = behindProxy(port, header);
  await new Promise(setImmediate);
  split.sendConnect();
  expect((await split.next(CONNACK)).reasonCode).toBe(0);
  const joined = new TestClient(port);
  joined.socket.cork();
  joined.sendBytes(header);
  joined.sendConnect({ clientId: "other" });
  joined.socket.uncork();
  expect((await joined.next(CONNACK)).reasonCode).toBe(0);
  await joined.subscribe("t");
  joined.publish("t", "x".repeat(200_000));
  expect((await joined.message()).text).toHaveLength(200_000);
  expect(events).toMatchObject([
    { type: "connected", address: "192.0.2.7" },
    { type: "connected", address: "192.0.2.7" },
  ]);
  expect(broker.broker.arrivals.size).toBe(0);
});

test("over TLS, WebSocket and both too", async () => {
  const authority = await makeAuthority(new Date());
  const { certificate, key } = await issueServerCertificate(authority, ["localhost"], new Date());
  const tls = { cert: certificate, key };
  await using broker = await startBroker();
  const on = { host: "127.0.0.1", port: 0, proxyProtocol: true };
  const mqtts = await listenTls(broker.broker, { ...on, tls });
  const ws = await listenWebSocket(broker.broker, { ...on, path: "/mqtt" });
  const wss = await listenWebSocket(broker.broker, { ...on, path: "/mqtt", tls });
  const addresses = () => [...broker.broker.connections].map(({ transport }) => transport.address);

  const secured = (raw: Socket) => connectTls({ socket: raw, servername: "localhost", ca: authority.certificate });
  const open = async (port: number): Promise<Socket> => {
    const raw = connect(port, "127.0.0.1");
    raw.write(V2);
    await once(raw, "connect");
    return raw;
  };
  const overTls = secured(await open(mqtts.port));
  await once(overTls, "secureConnect");
  await expect.poll(addresses).toEqual(["192.0.2.7"]);
  for (const [port, secure] of [
    [ws.port, false],
    [wss.port, true],
  ] as const) {
    const raw = await open(port);
    const createConnection = () => (secure ? secured(raw) : raw);
    const webSocket = new WebSocket("ws://localhost/mqtt", ["mqtt"], { createConnection });
    await once(webSocket, "open");
  }
  await expect.poll(addresses).toEqual(["192.0.2.7", "192.0.2.7", "192.0.2.7"]);
  for (const connection of [...broker.broker.connections]) connection.transport.destroy();
  await expect.poll(() => broker.broker.arrivals.size).toBe(0);
});

test("a stream without a header, or none in time, is cut off without a word", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const { port } = await listenTcp(broker.broker, { host: "127.0.0.1", port: 0, proxyProtocol: true });
  const plain = new TestClient(port);
  plain.sendConnect();
  await plain.closed();
  const slow = new TestClient(port);
  slow.sendBytes(V1.subarray(0, 20));
  await expect.poll(() => broker.broker.arrivals.size).toBe(1);
  clock.advance(broker.broker.limits.connectTimeoutSeconds + 1);
  await slow.closed();
  expect(broker.broker.connections.size).toBe(0);
  await expect.poll(() => broker.broker.arrivals.size).toBe(0);
});
