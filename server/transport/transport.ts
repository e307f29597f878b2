import type { TransportName } from "#core/control.ts";
import type { PeerCertificate } from "../tls/client-certificate.ts";

/**
 * A byte stream to one client, whatever carries it. The transport tells its connection `receive(chunk)`, `drained()`
 * and `closed()`; everything else goes the other way.
 */
export interface Transport {
  readonly name: TransportName;
  readonly address: string;
  /** TLS SNI or the WebSocket Host, without port. */
  readonly serverName: string | undefined;
  /** What the client showed in the TLS handshake; absent where there is none. */
  peerCertificate?(): PeerCertificate | undefined;
  /**
   * Writes the first `count` of `parts`, in all `bytes` long, as one write. The parts are not read after it returns,
   * nor kept unless the kernel is full.
   * @returns false when the kernel is full: write nothing more until `drained()`
   */
  write(parts: readonly Buffer[], count: number, bytes: number): boolean;
  /** Stops and restarts the coming of `receive`. */
  pause(): void;
  resume(): void;
  /** The client was let in: it is no newcomer any more. */
  welcomed(): void;
  /** Ends the stream once what was written has left; `closed()` follows. */
  end(): void;
  /** Cuts the stream now; `closed()` follows. */
  destroy(): void;
}

/** What a transport tells its connection. */
export interface TransportListener {
  /** The chunk belongs to the connection from now on. */
  receive(chunk: Buffer): void;
  drained(): void;
  /** Told once; nothing follows. */
  closed(): void;
}

/** An open listener. */
export interface Listener {
  /** The one asked for, or the free one found for 0. */
  readonly port: number;
  /** Stops accepting; connections already open stay. */
  close(): Promise<void>;
}
