import mqtt, { type IConnackPacket, type IPublishPacket, type MqttClient, type Packet } from "mqtt";
import { CONTINUE_AUTHENTICATION } from "#core/mqtt/reason-codes.ts";
import { authenticationProperties, connectProperties, willPacket } from "./connect-packet.ts";
import type { Problem } from "./problem.ts";
import type { ConnectionSettings, Credentials, OutgoingMessage, SubscriptionWish } from "./protocol.ts";
import { publishProperties, subscribeOptions } from "./publish-packet.ts";
import { ScramExchange } from "./scram.ts";

/** Milliseconds until CONNACK must have come, unless the person wishes otherwise. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Milliseconds a parting DISCONNECT may take. */
const PARTING_MS = 1_000;

/** What a link tells. `ended` comes exactly once, and last. */
export interface LinkListener {
  opened(connack: IConnackPacket, roundTripMs: number): void;
  message(packet: IPublishPacket): void;
  packet(direction: "sent" | "received", packet: Packet): void;
  socket(event: "opening" | "open" | "closed", details: readonly (readonly [string, string])[]): void;
  /** @param problem undefined when we ended it */
  ended(problem: Problem | undefined): void;
}

/** SUBACK's answer to one filter. */
export interface SubscribeAnswer {
  readonly reasonCode: number;
  readonly reasonString: string | undefined;
}

/**
 * One network connection that speaks MQTT, from opening the socket to its close; MQTT.js does the protocol. A link
 * never reconnects: the session above makes a new one, because it alone knows whether to, when, and with which
 * credentials. So MQTT.js's own decisions are all taken from it:
 * - `reconnectPeriod: 0`, `reconnectOnConnackError: false`: the session waits with back-off and shows the countdown;
 * - `resubscribe: false`: the session asks for each wish itself, so that every SUBACK code reaches its subscription.
 */
export class MqttLink {
  readonly #client: MqttClient;
  readonly #listener: LinkListener;
  readonly #protocolVersion: 4 | 5;
  #socket: WebSocket | undefined;
  #phase: "opening" | "connecting" | "online" | "ended" = "opening";
  #problem: Problem | undefined;
  #parting = false;
  #connectSentAt = 0;
  #closeCode: number | undefined;
  /** While the password is proven instead of sent. */
  readonly #scram: ScramExchange | undefined;
  /** Set while MQTT.js writes a PUBLISH of ours, to learn its packet id. */
  #packetId = 0;

  constructor(settings: ConnectionSettings, credentials: Credentials, listener: LinkListener) {
    this.#listener = listener;
    this.#protocolVersion = settings.protocolVersion;
    listener.socket("opening", [["url", settings.url]]);
    const { username, password, authentication } = credentials;
    this.#scram =
      authentication === "SCRAM-SHA-256" && settings.protocolVersion === 5
        ? new ScramExchange(username, password)
        : undefined;
    this.#client = mqtt.connect(settings.url, {
      clientId: settings.clientId,
      protocolVersion: settings.protocolVersion,
      clean: settings.cleanStart,
      keepalive: settings.keepAliveSeconds,
      ...(this.#scram === undefined ? { username, password } : {}),
      connectTimeout: settings.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      reconnectPeriod: 0,
      reconnectOnConnackError: false,
      resubscribe: false,
      queueQoSZero: false,
      timerVariant: "native",
      // Or the CONNECT would be written before anybody listens.
      manualConnect: true,
      forceNativeWebSocket: true,
      createWebsocket: (url: string, subprotocols: string[]) => this.#openSocket(url, subprotocols),
      properties:
        settings.protocolVersion === 5 ? connectProperties(settings.connectProperties, this.#scram?.first) : undefined,
      will: settings.will === undefined ? undefined : willPacket(settings.will),
    });
    this.#client.handleAuth = (packet, answered) => this.#prove(packet, answered);
    this.#client.on("packetsend", (packet) => this.#onSend(packet));
    this.#client.on("packetreceive", (packet) => this.#onReceive(packet));
    this.#client.on("message", (_topic, _payload, packet) => listener.message(packet));
    this.#client.on("error", (error) => this.#onError(error));
    this.#client.on("close", () => this.#end());
    this.#client.connect();
  }

  get online(): boolean {
    return this.#phase === "online";
  }

  /**
   * Asks for one subscription; the answer is undefined when the link ended first.
   * @param again the subscription was there a moment ago: no retained message comes once more (5.0 only)
   */
  subscribe(wish: SubscriptionWish, again: boolean, answered: (answer: SubscribeAnswer | undefined) => void): void {
    this.#client.subscribe(
      wish.filter,
      subscribeOptions(wish, this.#protocolVersion, again),
      (error, _granted, suback) => {
        const reasonCode = suback?.granted[0];
        if (typeof reasonCode === "number") {
          answered({ reasonCode, reasonString: suback?.properties?.reasonString });
        } else {
          answered(error === null && this.online ? { reasonCode: 0x80, reasonString: undefined } : undefined);
        }
      },
    );
  }

  unsubscribe(filter: string): void {
    this.#client.unsubscribe(filter);
  }

  /**
   * Sends a PUBLISH. Its acknowledgement is told as a packet.
   * @returns the packet id, 0 for QoS 0
   */
  publish(message: OutgoingMessage): number {
    this.#packetId = 0;
    // MQTT.js takes any Uint8Array; a browser has no Buffer to make.
    this.#client.publish(message.topic, message.payload as Uint8Array as Buffer, {
      qos: message.qos,
      retain: message.retain,
      ...(this.#protocolVersion === 5 && { properties: publishProperties(message.properties) }),
    });
    return this.#packetId;
  }

  /** Written, but still in the browser: the network or the broker takes less than is sent. */
  get bufferedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** Ends the link with a DISCONNECT, so that no will is sent. */
  close(): void {
    if (this.#phase === "ended" || this.#parting) return;
    this.#parting = true;
    if (this.#phase !== "online") {
      this.#client.end(true);
      return;
    }
    // MQTT.js waits for every acknowledgement before it says goodbye; a broker that owes one must not hold us.
    const stuck = setTimeout(() => this.#client.stream.destroy(), PARTING_MS);
    this.#client.end(false, () => clearTimeout(stuck));
  }

  #openSocket(url: string, subprotocols: string[]): WebSocket {
    const socket = new WebSocket(url, subprotocols);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      if (this.#phase === "opening") this.#phase = "connecting";
      this.#connectSentAt = performance.now();
      this.#listener.socket("open", [["subprotocol", socket.protocol]]);
    });
    socket.addEventListener("close", (event) => {
      this.#closeCode = event.code;
    });
    return socket;
  }

  /** Answers the broker's challenge. */
  #prove(packet: Extract<Packet, { cmd: "auth" }>, answered: (error?: Error, answer?: Packet) => void): void {
    const challenge = new TextDecoder().decode(packet.properties?.authenticationData);
    this.#scram?.final(challenge).then((final) => {
      const properties = authenticationProperties(final);
      answered(undefined, { cmd: "auth", reasonCode: CONTINUE_AUTHENTICATION, properties });
    }, answered);
  }

  #onSend(packet: Packet): void {
    if (packet.cmd === "publish") this.#packetId = packet.messageId ?? 0;
    this.#listener.packet("sent", packet);
  }

  #onReceive(packet: Packet): void {
    this.#listener.packet("received", packet);
    if (packet.cmd === "connack") {
      const reasonCode = packet.reasonCode ?? packet.returnCode ?? 0;
      if (reasonCode !== 0) {
        this.#problem = { kind: "refused", reasonCode, reasonString: packet.properties?.reasonString };
        return;
      }
      if (this.#scram?.isServer(new TextDecoder().decode(packet.properties?.authenticationData)) === false) {
        this.#problem = { kind: "protocol", message: "The broker's SCRAM signature is wrong." };
        this.#client.stream.destroy();
        return;
      }
      this.#phase = "online";
      const roundTripMs = performance.now() - this.#connectSentAt;
      // After MQTT.js has taken note of the CONNACK, or a SUBSCRIBE sent from the listener would be queued.
      this.#client.once("connect", () => this.#listener.opened(packet, roundTripMs));
    } else if (packet.cmd === "disconnect") {
      this.#problem = {
        kind: "disconnected",
        reasonCode: packet.reasonCode ?? 0,
        reasonString: packet.properties?.reasonString,
      };
      this.#client.stream.destroy();
    }
  }

  #onError(error: Error): void {
    // Refusals and DISCONNECTs have been understood from their packets already.
    this.#problem ??=
      error.message === "connack timeout"
        ? { kind: "timeout", waitedFor: "connack" }
        : error.message === "Keepalive timeout"
          ? { kind: "timeout", waitedFor: "pingresp" }
          : { kind: "protocol", message: error.message };
    this.#client.stream.destroy();
  }

  #end(): void {
    if (this.#phase === "ended") return;
    const phase = this.#phase;
    this.#phase = "ended";
    const lost: Problem = phase === "opening" ? { kind: "unreachable" } : { kind: "lost", closeCode: this.#closeCode };
    const details: [string, string][] = this.#closeCode === undefined ? [] : [["close code", String(this.#closeCode)]];
    this.#listener.socket("closed", details);
    this.#listener.ended(this.#parting ? undefined : (this.#problem ?? lost));
  }
}
