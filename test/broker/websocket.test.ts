import { once } from "node:events";
import { connect as connectSocket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { encodePacket } from "#core/mqtt/encode.ts";
import { CONNECT, type Packet, PINGREQ, SUBSCRIBE } from "#core/mqtt/packets.ts";
import { PASSWORD, startBroker } from "./broker.ts";

const open: WebSocket[] = [];
afterEach(() => {
  for (const webSocket of open.splice(0)) webSocket.terminate();
});

function connect(url: string, protocols: string[] = ["mqtt"]): WebSocket {
  const webSocket = new WebSocket(url, protocols);
  webSocket.binaryType = "nodebuffer";
  webSocket.on("error", () => {});
  open.push(webSocket);
  return webSocket;
}

const CONNECT_PACKET: Packet = {
  type: CONNECT,
  protocolVersion: 4,
  bridge: false,
  cleanStart: true,
  keepAlive: 0,
  clientId: "c",
  will: undefined,
  username: "acme/c",
  password: Buffer.from(PASSWORD),
  properties: {},
};

/** Collects what comes until it is so many bytes long. */
async function receive(webSocket: WebSocket, length: number): Promise<{ bytes: Buffer; messages: number }> {
  const received: Buffer[] = [];
  return new Promise((resolve) => {
    const listen = (data: Buffer): void => {
      received.push(data);
      const bytes = Buffer.concat(received);
      if (bytes.length < length) return;
      webSocket.off("message", listen);
      resolve({ bytes, messages: received.length });
    };
    webSocket.on("message", listen);
  });
}

test("whoever is refused the upgrade is not left half open", async () => {
  await using broker = await startBroker();
  const socket = connectSocket({ host: "127.0.0.1", port: broker.wsPort, allowHalfOpen: true });
  socket.write("GET /elsewhere HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
  const [answer] = await once(socket, "data");
  expect(String(answer)).toMatch(/^HTTP\/1\.1 404 /);
  socket.on("error", () => {});
  // A sender learns that nobody is there any more by the reset.
  const sending = setInterval(() => socket.write("x"), 100);
  await new Promise((resolve) => socket.on("close", resolve));
  clearInterval(sending);
});

test("packets may be split over WebSocket messages and joined in one", async () => {
  await using broker = await startBroker();
  const webSocket = connect(`ws://127.0.0.1:${broker.wsPort}/mqtt`);
  await once(webSocket, "open");
  expect(webSocket.protocol).toBe("mqtt");
  const connectBytes = encodePacket(CONNECT_PACKET, 4);
  for (const byte of connectBytes) webSocket.send(Buffer.from([byte]));
  expect((await receive(webSocket, 4)).bytes.toString("hex")).toBe("20020000");
  const ping = encodePacket({ type: PINGREQ }, 4);
  webSocket.send(Buffer.concat([ping, ping, ping.subarray(0, 1)]));
  webSocket.send(Buffer.concat([ping.subarray(1), ping]));
  const answer = await receive(webSocket, 8);
  expect(answer.bytes.toString("hex")).toBe("d000d000d000d000");
});

test("a turn's frames leave joined in one WebSocket message", async () => {
  await using broker = await startBroker();
  const webSocket = connect(`ws://127.0.0.1:${broker.wsPort}/mqtt`);
  await once(webSocket, "open");
  const request = { filter: "t", qos: 0, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
  const publish = Buffer.from("3004000174 78".replace(" ", ""), "hex");
  webSocket.send(
    Buffer.concat([
      encodePacket(CONNECT_PACKET, 4),
      encodePacket({ type: SUBSCRIBE, packetId: 1, requests: [request], properties: {} }, 4),
    ]),
  );
  await receive(webSocket, 9);
  webSocket.send(Buffer.concat(new Array(100).fill(publish)));
  const { bytes, messages } = await receive(webSocket, 600);
  expect(bytes.equals(Buffer.concat(new Array(100).fill(publish)))).toBe(true);
  expect(messages).toBe(1);
});

test("a text frame closes the connection", async () => {
  await using broker = await startBroker();
  const webSocket = connect(`ws://127.0.0.1:${broker.wsPort}/mqtt`);
  await once(webSocket, "open");
  webSocket.send("hello");
  const [status] = await once(webSocket, "close");
  expect(status).toBe(1003);
});

test("a message larger than any packet is refused before it is whole", async () => {
  await using broker = await startBroker({ limits: { maximumPacketSizeBytes: 1024 } });
  const webSocket = connect(`ws://127.0.0.1:${broker.wsPort}/mqtt`);
  await once(webSocket, "open");
  webSocket.send(Buffer.alloc(1024 * 1024));
  const [status] = await once(webSocket, "close");
  expect(status).toBe(1009);
});

test("the older subprotocol is understood, no compression is agreed on", async () => {
  await using broker = await startBroker();
  const webSocket = connect(`ws://127.0.0.1:${broker.wsPort}/mqtt?x=1`, ["mqttv3.1"]);
  await once(webSocket, "open");
  expect(webSocket.protocol).toBe("mqttv3.1");
  expect(webSocket.extensions).toBe("");
});

for (const [name, path, protocols, status] of [
  ["another path", "/other", ["mqtt"], 404],
  ["no subprotocol", "/mqtt", [], 400],
  ["a foreign subprotocol", "/mqtt", ["wamp"], 400],
] as const) {
  test(`${name} is answered ${status}`, async () => {
    await using broker = await startBroker();
    const webSocket = connect(`ws://127.0.0.1:${broker.wsPort}${path}`, [...protocols]);
    const [, response] = await once(webSocket, "unexpected-response");
    expect(response.statusCode).toBe(status);
  });
}

test("a plain HTTP request learns what this port is for", async () => {
  await using broker = await startBroker();
  const response = await fetch(`http://127.0.0.1:${broker.wsPort}/mqtt`);
  expect(response.status).toBe(426);
});

test("pings are answered, but not without bound to a client that does not read the answers", async () => {
  await using broker = await startBroker();
  const webSocket = connect(`ws://127.0.0.1:${broker.wsPort}/mqtt`);
  await once(webSocket, "open");
  webSocket.ping("hello");
  expect(String((await once(webSocket, "pong"))[0])).toBe("hello");
  webSocket.pause();
  // Far more than the kernel's buffers take: without the bound it would all wait in the broker.
  const ping = Buffer.alloc(125);
  for (let i = 0; i < 200_000; i++) webSocket.ping(ping);
  await new Promise((resolve) => webSocket.ping(ping, true, resolve));
  let pongs = 0;
  webSocket.on("pong", () => pongs++);
  webSocket.resume();
  webSocket.send(encodePacket(CONNECT_PACKET, 4));
  await receive(webSocket, 4);
  expect(pongs).toBeLessThan(200_000);
});
