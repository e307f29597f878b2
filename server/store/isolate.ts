import type { Unit } from "./units.ts";

/** What trials a tenant may cost the others: so many at once, so many more each second. */
const TRIALS_MAX = 256;
const TRIALS_PER_SECOND = 16;
/** Batches refused one after the other although nothing in them could be found guilty. */
const FRUITLESS_MAX = 5;

/** Has Postgres do these changes and undo them. @returns undefined when they pass, else why not */
export type Trial = (units: readonly Unit[]) => Promise<string | undefined>;

/**
 * Finds what Postgres will not have in a batch that it refused, by halves: first among the tenants, then within each
 * of the guilty. The others' changes are written together afterwards, so that what is committed stays the state of one
 * moment. Each trial is rolled back; one guilty unit among n costs about 2 log n of them, on ever smaller parts.
 *
 * A tenant that had more than its share of trials has the rest of the doubtful part refused as a whole: nobody's faults
 * may cost others more than that.
 */
export class Isolation {
  readonly #trial: Trial;
  readonly #shares = new Map<string, { left: number; atMs: number }>();
  #fruitless = 0;

  constructor(trial: Trial) {
    this.#trial = trial;
  }

  /** A batch was committed. */
  passed(): void {
    this.#fruitless = 0;
  }

  /** @returns the units to refuse; none when they pass one by one */
  async find(units: readonly Unit[]): Promise<Unit[]> {
    const byTenant = [...Map.groupBy(units, ({ tenant }) => tenant.id).values()];
    // What passes piece by piece and not as a whole is looked at in company.
    const refused = this.#fruitless === 0 ? await this.#apart(byTenant) : await this.#inCompany(byTenant);
    if (refused.length > 0) this.#fruitless = 0;
    else if (++this.#fruitless > FRUITLESS_MAX) return [...units];
    return refused;
  }

  async #apart(tenants: readonly Unit[][]): Promise<Unit[]> {
    // What is by itself is tried once more: what got in its way may be gone.
    if (tenants.length === 1 && (await this.#trial(tenants.flat())) === undefined) return [];
    const guilty = await this.#failing(tenants, () => true);
    const refused: Unit[] = [];
    for (const units of guilty) {
      refused.push(...(await this.#failing(one(units), () => this.#mayTry(units))).flat());
    }
    return refused;
  }

  /** Of parts that fail together, those that fail by themselves. */
  async #failing(parts: readonly Unit[][], mayTry: () => boolean): Promise<Unit[][]> {
    if (parts.length === 1 || !mayTry()) return [...parts];
    const middle = parts.length >> 1;
    const failing: Unit[][] = [];
    for (const half of [parts.slice(0, middle), parts.slice(middle)]) {
      if ((await this.#trial(half.flat())) !== undefined) failing.push(...(await this.#failing(half, mayTry)));
    }
    return failing;
  }

  /** Adds part after part to what passes. */
  async #inCompany(tenants: readonly Unit[][]): Promise<Unit[]> {
    const passing: Unit[] = [];
    const refused: Unit[] = [];
    const parts = tenants.toReversed();
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      if ((await this.#trial([...passing, ...part])) === undefined) passing.push(...part);
      else if (part.length === 1 || !this.#mayTry(part)) refused.push(...part);
      else parts.push(part.slice(part.length >> 1), part.slice(0, part.length >> 1));
    }
    return refused;
  }

  #mayTry([unit]: readonly Unit[]): boolean {
    if (unit === undefined) return false;
    const nowMs = performance.now();
    const { left, atMs } = this.#shares.get(unit.tenant.id) ?? { left: TRIALS_MAX, atMs: nowMs };
    const share = Math.min(TRIALS_MAX, left + ((nowMs - atMs) / 1000) * TRIALS_PER_SECOND);
    // Two trials, one for each half.
    this.#shares.set(unit.tenant.id, { left: Math.max(0, share - 2), atMs: nowMs });
    return share >= 2;
  }
}

function one(units: readonly Unit[]): Unit[][] {
  return units.map((unit) => [unit]);
}
