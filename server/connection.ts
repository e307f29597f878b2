// HOT: receive, send and flush.
import type { Limits } from "#core/limits.ts";
import { encodeDisconnect } from "#core/mqtt/encode.ts";
import { FrameReader } from "#core/mqtt/frame-reader.ts";
import { DISCONNECT, type ProtocolVersion } from "#core/mqtt/packets.ts";
import { ProtocolError, UNSPECIFIED_ERROR } from "#core/mqtt/reason-codes.ts";
import { AckQueue } from "./ack-queue.ts";
import type { Authentication } from "./authentication.ts";
import type { Broker } from "./broker.ts";
import { AUTHENTICATING, AWAITING_CONNECT, CLOSED, CONNECTED, type ConnectionState } from "./connection-state.ts";
import { dispatch } from "./dispatch.ts";
import type { AdmittedBy } from "./identity.ts";
import { connectTimedOut } from "./keep-alive.ts";
import { logFailure } from "./log-failure.ts";
import { Outbound } from "./outbound.ts";
import { refuse } from "./packets/refuse-connect.ts";
import type { RateGate } from "./rates.ts";
import type { Session } from "./session.ts";
import { stopTimers } from "./stop-timers.ts";
import type { Seal } from "./store/seal.ts";
import { Timer } from "./timer-wheel.ts";
import type { OutgoingAliases } from "./topic-aliases.ts";
import type { Transport, TransportListener } from "./transport/transport.ts";

/**
 * Packets and the deliveries they cause that one connection may have in one turn, before the others have theirs:
 * few enough for a turn of some 10 ms, enough for each socket to get many frames in one write.
 */
const TURN_SHARE = 16_384;

/**
 * One client's network connection: reads packets, hands them to their handlers, gathers what goes out.
 *
 *   AWAITING_CONNECT → AUTHENTICATING → CONNECTED → CLOSED        (and from each to CLOSED)
 *                        ↑ ↓ with an authentication method
 *                      CHALLENGED
 *
 * What outlives the connection is in its Session.
 */
export class Connection implements TransportListener {
  readonly broker: Broker;
  readonly transport: Transport;
  readonly reader: FrameReader;
  readonly outbound: Outbound;
  readonly acks = new AckQueue();
  state: ConnectionState = AWAITING_CONNECT;
  version: ProtocolVersion = 4;
  clientId = "";
  /** Defined exactly while CONNECTED. */
  session: Session | undefined = undefined;
  connectedAtMs = 0;
  admittedBy: AdmittedBy | undefined = undefined;
  /** Unacknowledged QoS 1/2 PUBLISHes the client takes, or our own limit if that is lower. */
  receiveMaximum = 0;
  /** QoS 2 PUBLISHes received on this connection and not yet released: with the unsent PUBACKs, what counts against ours. */
  unreleased = 0;
  /** Largest packet the client takes. */
  maximumPacketSize = Number.POSITIVE_INFINITY;
  /** The client wants reason strings [MQTT-3.1.2-29]. */
  problemInformation = true;
  /** A Mosquitto bridge: no echo, and RETAIN as it was published. */
  bridge = false;
  /** Topics the client gave an alias, by alias. */
  incomingAliases: (string | undefined)[] | undefined = undefined;
  outgoingAliases: OutgoingAliases | undefined = undefined;
  /** Defined when CONNECT named an authentication method. */
  authentication: Authentication | undefined = undefined;
  /** The limits that were told the client: they hold for it though the tenant's change. */
  terms: Limits;
  /** What the client may send in a second, and be sent; undefined while there is no such limit. */
  rateIn: RateGate | undefined = undefined;
  rateOut: RateGate | undefined = undefined;
  /** Connect timeout first, keep alive afterwards. */
  deadline: Timer<Connection>;
  /** The end of the credential. */
  credentialEnd: Timer<Connection> | undefined = undefined;
  lastSeenTick = 0;
  /** Seconds of silence allowed; 0 for ever. */
  silenceSecondsMax = 0;
  /** The journal is full: reads no more until it has room. */
  heldBack = false;
  /** Nothing is written before the journal has committed what was said. */
  seal: Seal | undefined = undefined;
  packetsReceived = 0;
  messagesReceived = 0;
  messagesSent = 0;

  readonly #outboundBytesMax: number;
  /** Chunks that came while reading was paused. */
  #backlog: Buffer[] = [];
  #touched = false;
  #yielded = false;
  #clogged = false;
  #throttled = false;
  #paused = false;

  constructor(broker: Broker, transport: Transport) {
    this.broker = broker;
    this.transport = transport;
    this.terms = broker.limits;
    const { connectPacketSizeBytes, maximumPacketSizeBytes } = broker.limits;
    this.reader = new FrameReader(Math.min(connectPacketSizeBytes, maximumPacketSizeBytes));
    this.outbound = new Outbound(transport);
    this.#outboundBytesMax = broker.limits.outboundBytesMax;
    this.deadline = new Timer<Connection>(this, connectTimedOut);
    broker.wheel.schedule(this.deadline, broker.limits.connectTimeoutSeconds);
  }

  get isClosed(): boolean {
    return this.state === CLOSED;
  }

  /** The socket has room for another message, and the second for another one sent. */
  get hasRoom(): boolean {
    return this.outbound.pendingBytes < this.#outboundBytesMax && this.rateOut?.spent !== true;
  }

  receive(chunk: Buffer): void {
    if (this.state === CLOSED) return;
    if (this.session !== undefined) this.session.tenant.counters.bytesReceived += chunk.length;
    if (this.#paused || this.#backlog.length > 0) {
      this.#backlog.push(chunk);
      return;
    }
    this.reader.push(chunk);
    this.proceed();
  }

  /** Handles what the reader holds, within this connection's share of the turn. The one catch of a connection. */
  proceed(): void {
    this.#yielded = false;
    if (this.state === CLOSED) return;
    this.lastSeenTick = this.broker.wheel.tick;
    try {
      let share = TURN_SHARE;
      this.#throttled = this.rateIn?.spent === true;
      while (this.state !== AUTHENTICATING && !this.#throttled && !this.heldBack) {
        if (!this.reader.next()) {
          const chunk = this.#backlog.shift();
          if (chunk === undefined) break;
          this.reader.push(chunk);
          continue;
        }
        share -= dispatch(this);
        if (this.isClosed) return;
        this.#throttled = this.rateIn?.spentAfter(this.reader) === true;
        if (share > 0) continue;
        this.#yielded = true;
        this.broker.turn.yield(this);
        break;
      }
    } catch (error) {
      this.fail(error);
      return;
    }
    this.#countReceived();
    this.#steer();
  }

  /** Gathers a frame, or a part of one, for the end of the turn. */
  push(frame: Buffer): void {
    this.outbound.push(frame);
    if (!this.#touched) this.touch();
  }

  /** Answers a packet, after the acknowledgements of those before it. */
  reply(frame: Buffer): void {
    this.#pushAcks();
    this.push(frame);
  }

  /** Has this connection flushed at the end of the turn. */
  touch(): void {
    if (this.#touched) return;
    this.#touched = true;
    this.broker.turn.touch(this);
  }

  /** The end of the turn: everything gathered leaves with one write. Its own failure hurts this connection alone. */
  flush(): void {
    this.#touched = false;
    if (this.state === CLOSED) return;
    try {
      this.#write();
      if (this.acks.refused) this.close(UNSPECIFIED_ERROR);
      const session = this.session;
      if (session === undefined) return;
      session.tenant.counters.messagesSent += this.messagesSent;
      this.messagesSent = 0;
      if (session.waiting) session.pump();
      this.#steer();
    } catch (error) {
      this.fail(error);
    }
  }

  drained(): void {
    this.outbound.drained();
    if (this.state !== CLOSED) this.touch();
  }

  /** The transport is gone. */
  closed(): void {
    try {
      this.#leave(UNSPECIFIED_ERROR);
    } catch (error) {
      this.broker.log("error", "failed to end a connection", { client: this.clientId, error });
    }
    this.outbound.clear();
    this.broker.forget(this);
  }

  /** Ends the connection from our side, telling a 5.0 client why, once it was let in [MQTT-3.14.0-1]. */
  close(reasonCode: number, reasonString?: string): void {
    if (this.state === CLOSED) return;
    if (this.state === CONNECTED && this.version === 5) {
      const properties = this.problemInformation ? { reasonString } : {}; // [MQTT-3.14.2-2]
      this.reply(encodeDisconnect({ type: DISCONNECT, reasonCode, properties }, 5, this.maximumPacketSize));
    }
    this.end(reasonCode, reasonString);
  }

  /** Ends the connection without a word, after what was gathered. The owner is told the reason code and the detail. */
  end(reasonCode: number, detail?: string): void {
    if (this.state === CLOSED) return;
    this.#write();
    this.#leave(reasonCode, detail);
    this.transport.end(); // [MQTT-3.14.4-1] [MQTT-3.14.4-2] [MQTT-4.13.2-1]
  }

  /**
   * What was thrown while this connection was served: the peer's breach of the protocol, or our own mistake. Either ends
   * this connection, and no other [MQTT-4.13.1-1] [MQTT-4.8.0-1] [MQTT-4.8.0-2].
   */
  fail(error: unknown): void {
    if (this.state === CLOSED) return;
    logFailure(this, error);
    try {
      if (this.state !== CONNECTED) refuse(this, error);
      else if (error instanceof ProtocolError) this.close(error.reasonCode, error.message);
      else this.close(UNSPECIFIED_ERROR);
    } catch {
      // Not even a goodbye is possible.
      this.#leave(UNSPECIFIED_ERROR);
      this.transport.destroy();
    }
  }

  #write(): void {
    if (this.seal !== undefined) {
      if (!this.seal.open) return;
      this.seal = undefined;
    }
    this.#pushAcks();
    const bytes = this.outbound.flush();
    if (this.session !== undefined) this.session.tenant.counters.bytesSent += bytes;
  }

  #pushAcks(): void {
    const acks = this.acks.take(this.version);
    if (acks.length > 0) this.outbound.push(acks); // A write of nothing costs what one of something does.
  }

  #leave(reasonCode: number, detail?: string): void {
    if (this.state === CLOSED) return;
    this.#countReceived();
    this.state = CLOSED;
    stopTimers(this);
    this.#backlog = [];
    if (this.#paused) this.transport.resume();
    const session = this.session;
    this.session = undefined;
    if (session !== undefined) session.tenant.sessions.leave(session, reasonCode, detail);
  }

  #countReceived(): void {
    const counters = this.session?.tenant.counters;
    if (counters === undefined) return;
    counters.packetsReceived += this.packetsReceived;
    counters.messagesReceived += this.messagesReceived;
    this.packetsReceived = 0;
    this.messagesReceived = 0;
  }

  /**
   * Reads or rests: while the identity is asked for, while others have their turn, while the answers to a client that
   * does not read them pile up, and while what it publishes cannot be stored.
   */
  #steer(): void {
    this.#clogged = this.outbound.pendingBytes > 2 * this.#outboundBytesMax || this.acks.full;
    const rest = this.state === AUTHENTICATING || this.#yielded || this.#clogged || this.#throttled || this.heldBack;
    if (rest === this.#paused) return;
    this.#paused = rest;
    if (rest) this.transport.pause();
    else this.transport.resume();
    if (!rest && this.#backlog.length > 0) this.broker.turn.yield(this);
  }
}
