import type { Policies } from "#core/policies.ts";

/** Client ids watched of one tenant; who comes seldom is forgotten for who comes often. */
const WATCHED_MAX = 10_000;

interface Watched {
  sinceTick: number;
  connects: number;
  takeovers: number;
}

/** What a client id did that keeps connecting. */
export interface Flapping {
  readonly connects: number;
  readonly takeovers: number;
}

/** Notices client ids of a tenant that come and go without end: two clients of the same name, or one that cannot stay. */
export class FlappingWatch {
  readonly #watched = new Map<string, Watched>();

  get size(): number {
    return this.#watched.size;
  }

  /**
   * A client id has connected. Told once when it has done so too often within the window, then counted anew.
   * @param takeover it ended a connection that was open
   */
  note(
    key: string,
    takeover: boolean,
    tick: number,
    { flappingConnectsMax, flappingWindowSeconds }: Policies,
  ): Flapping | undefined {
    if (flappingConnectsMax === 0) return undefined;
    let watched = this.#watched.get(key);
    if (watched === undefined || tick - watched.sinceTick >= flappingWindowSeconds) {
      this.#watched.delete(key);
      if (this.#watched.size >= WATCHED_MAX) this.#makeRoom(tick - flappingWindowSeconds);
      watched = { sinceTick: tick, connects: 0, takeovers: 0 };
      this.#watched.set(key, watched);
    }
    watched.connects++;
    if (takeover) watched.takeovers++;
    if (watched.connects <= flappingConnectsMax) return undefined;
    this.#watched.delete(key);
    return { connects: watched.connects, takeovers: watched.takeovers };
  }

  /** Those whose window is over, which stand first; if there are none, the first. */
  #makeRoom(overTick: number): void {
    for (const [key, { sinceTick }] of this.#watched) {
      if (sinceTick > overTick && this.#watched.size < WATCHED_MAX) return;
      this.#watched.delete(key);
      if (sinceTick > overTick) return;
    }
  }
}
