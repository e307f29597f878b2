import { connect, type Socket } from "node:net";
import { encodeConnect, encodeSubscribe } from "#core/mqtt/encode.ts";
import { CONNACK, CONNECT, SUBACK, SUBSCRIBE } from "#core/mqtt/packets.ts";
import type { Door } from "./spec.ts";
import { frameMasked, upgradeRequest, WebSocketUnframer } from "./websocket-framing.ts";

/** Some ten thousand ports are to be had for one pair of addresses. */
const CONNECTIONS_PER_ADDRESS = 10_000;
const FILTERS_PER_PACKET = 100;
const NOTHING: Buffer = Buffer.alloc(0);

/** One client of the load, over TCP or WebSocket. It sends what it is given and hands on what comes. */
export interface Client {
  /** Sends whole packets. */
  send(packets: Buffer): void;
  /** Sends bytes that are framed for the transport already. */
  write(bytes: Buffer): void;
  onBytes: (bytes: Buffer) => void;
  /** What came in one go with the CONNACK: the beginning of a queue. */
  early: Buffer;
  readonly socket: Socket;
}

export interface OpenOptions {
  readonly clientId: string;
  readonly keepAliveSeconds?: number;
  readonly filters?: readonly string[];
  readonly qos?: 0 | 1 | 2;
  /** Keeps the session, and takes up the one that was kept. */
  readonly persistent?: boolean;
  /** Chooses our address. */
  readonly number?: number;
  /** As one of the fleet, if there is one, and the same one for the same number. */
  readonly inFleet?: boolean;
}

/**
 * Connects, is let in and subscribed.
 * @throws Error when the broker refuses
 */
export async function open(door: Door, options: OpenOptions): Promise<Client> {
  const {
    clientId,
    keepAliveSeconds = 0,
    filters = [],
    qos = 0,
    persistent = false,
    number = 0,
    inFleet = false,
  } = options;
  const localAddress = `127.0.0.${2 + Math.floor(number / CONNECTIONS_PER_ADDRESS)}`;
  const socket = connect({ host: door.host, port: door.port, localAddress, noDelay: true });
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  socket.removeAllListeners("error");
  socket.on("error", (error) => {
    throw error;
  });
  const client = await (door.transport === "tcp" ? overTcp(socket) : overWebSocket(socket, door));
  const { password, fleet = 0 } = door;
  const username = inFleet && fleet > 0 ? `${door.username}-${number % fleet}` : door.username;
  const connack = answer(client, CONNACK);
  client.send(
    encodeConnect({
      type: CONNECT,
      protocolVersion: 4,
      bridge: false,
      cleanStart: !persistent,
      keepAlive: keepAliveSeconds,
      clientId,
      will: undefined,
      username,
      password: password === undefined ? undefined : Buffer.from(password),
      properties: {},
    }),
  );
  client.early = await connack;
  for (let from = 0; from < filters.length; from += FILTERS_PER_PACKET) {
    const requests = filters
      .slice(from, from + FILTERS_PER_PACKET)
      .map((filter) => ({ filter, qos, noLocal: false, retainAsPublished: false, retainHandling: 0 }) as const);
    const suback = answer(client, SUBACK);
    client.send(encodeSubscribe({ type: SUBSCRIBE, packetId: 1, requests, properties: {} }, 4));
    await suback;
  }
  return client;
}

function overTcp(socket: Socket): Client {
  const write = (bytes: Buffer): void => void socket.write(bytes);
  const client: Client = { socket, send: write, write, onBytes: () => {}, early: NOTHING };
  socket.on("data", (chunk) => client.onBytes(chunk));
  return client;
}

async function overWebSocket(socket: Socket, door: Door): Promise<Client> {
  socket.write(upgradeRequest(door.host, door.port));
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    head += await new Promise<string>((resolve) => socket.once("data", (chunk) => resolve(chunk.toString("latin1"))));
  }
  if (!/^HTTP\/1\.1 101 /.test(head)) throw new Error(`no WebSocket: ${head.split("\r\n", 1)[0]}`);
  const client: Client = {
    socket,
    send: (packets) => void socket.write(frameMasked(packets)),
    write: (bytes) => void socket.write(bytes),
    onBytes: () => {},
    early: NOTHING,
  };
  const unframer = new WebSocketUnframer((bytes) => client.onBytes(bytes));
  socket.on("data", (chunk) => unframer.push(chunk));
  return client;
}

/**
 * Waits for a CONNACK or SUBACK, which begins with a length of one byte, and takes it for an answer if it says yes.
 * @returns what came after it
 */
function answer(client: Client, type: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let received = NOTHING;
    client.onBytes = (bytes) => {
      received = Buffer.concat([received, bytes]);
      const end = 2 + (received[1] ?? 0);
      if (received.length < 2 || received.length < end) return;
      client.onBytes = () => {};
      const results = type === CONNACK ? received.subarray(3, 4) : received.subarray(4, end);
      if ((received[0] as number) >> 4 === type && results.every((result) => result <= 2))
        resolve(received.subarray(end));
      else reject(new Error(`refused: ${received.toString("hex")}`));
    };
  });
}
