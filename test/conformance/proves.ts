import { it } from "vitest";
import type { ProtocolVersion } from "#core/mqtt/packets.ts";
import { CONNACK } from "#core/mqtt/packets.ts";
import { type ConnectOptions, connect } from "./packet.ts";
import { STATEMENT_BY_KEY, type StatementKey } from "./statements.ts";
import { FOREIGN, type Inside, startTarget, type Target, type TargetOptions } from "./target.ts";
import { tcpLink, Wire } from "./wire.ts";

const VERSION_NAMES: Readonly<Record<ProtocolVersion, string>> = { 3: "3.1", 4: "3.1.1", 5: "5.0" };

export interface ProofOptions extends TargetOptions {
  /** Where not all of 3.1, 3.1.1 (for `3:` statements) and 5.0 (for `5:`) apply. */
  readonly versions?: readonly ProtocolVersion[];
  /** Needs the clock, the identities or the limits of our own broker. */
  readonly inside?: true;
}

/** What a test gets: a broker of its own, and clients that are gone when the test is over. */
export class Scene {
  readonly version: ProtocolVersion;
  readonly target: Target;
  readonly #wires: Wire[] = [];

  constructor(version: ProtocolVersion, target: Target) {
    this.version = version;
    this.target = target;
  }

  get inside(): Inside {
    if (this.target.inside === undefined) throw new Error("say `inside: true` to look inside");
    return this.target.inside;
  }

  /** A connection on which nothing has been sent yet. */
  async open(version: ProtocolVersion = this.version): Promise<Wire> {
    return this.keep(new Wire(await tcpLink(this.target.host, this.target.port), version));
  }

  /** A client whose CONNECT the broker has accepted. */
  async client(clientId: string, options: ConnectOptions & { version?: ProtocolVersion } = {}): Promise<Wire> {
    const wire = await this.open(options.version);
    wire.send(connect(wire.version, { clientId, ...options }));
    wire.connack = await wire.expectPacket(CONNACK, { reasonCode: 0 });
    return wire;
  }

  /** Moves the broker's clock on. */
  advance(seconds: number): void {
    this.inside.advance(seconds);
  }

  keep(wire: Wire): Wire {
    this.#wires.push(wire);
    return wire;
  }

  async end(): Promise<void> {
    for (const wire of this.#wires) wire.destroy();
    await this.target.stop();
  }
}

/**
 * A test that proves statements. It runs once in each version that has one of them, and its title begins with those
 * of that version: whatever names a statement and passes, covers it.
 */
export function proves(
  keys: readonly StatementKey[],
  title: string,
  body: (scene: Scene) => Promise<void>,
  options: ProofOptions = {},
): void {
  for (const key of keys) if (!STATEMENT_BY_KEY.has(key)) throw new Error(`no such statement: ${key}`);
  for (const version of options.versions ?? ([3, 4, 5] as const)) {
    const own = keys.filter((key) => key.startsWith(version === 5 ? "5:" : "3:"));
    if (own.length === 0) continue;
    const name = `${own.map((key) => `[${key}]`).join(" ")} ${title} (${VERSION_NAMES[version]})`;
    it.skipIf(FOREIGN && options.inside === true)(name, async () => {
      const scene = new Scene(version, await startTarget(options));
      try {
        await body(scene);
      } finally {
        await scene.end();
      }
    });
  }
}
