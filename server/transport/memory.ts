import type { Broker } from "../broker.ts";
import type { Connection } from "../connection.ts";
import type { Transport } from "./transport.ts";

/**
 * A client without a socket, for tests: what the broker writes is handed over at once, and the kernel is full when the
 * test says so.
 */
export class MemoryTransport implements Transport {
  readonly name = "tcp" as const;
  readonly address = "memory";
  readonly serverName = undefined;
  /** While true, writes are taken but the broker is told to wait. */
  full = false;
  paused = false;
  /** One entry a write. */
  readonly written: Buffer[] = [];
  closed = false;
  connection: Connection | undefined = undefined;

  static connect(broker: Broker): MemoryTransport {
    const transport = new MemoryTransport();
    transport.connection = broker.accept(transport);
    return transport;
  }

  write(parts: readonly Buffer[], count: number, bytes: number): boolean {
    this.written.push(Buffer.concat(parts.slice(0, count), bytes));
    return !this.full;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  welcomed(): void {}

  end(): void {
    this.destroy();
  }

  destroy(): void {
    if (this.closed) return;
    this.closed = true;
    queueMicrotask(() => this.connection?.closed());
  }
}
