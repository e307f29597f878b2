import type { Sql } from "postgres";
import { type DeviceIdentity, type DeviceName, findDeviceIdentities } from "./identities.ts";

/** Names in one statement at most: some milliseconds of Postgres. */
const NAMES_MAX = 64;
/** Statements on their way at a time: while they are answered, the next one gathers. */
const STATEMENTS_MAX = 2;
/** One not answered by then, whose connection may be dead, holds up nobody else. */
const ANSWER_MS_MAX = 2_000;

interface Question extends DeviceName {
  readonly resolve: (identity: DeviceIdentity | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** The device of this name; undefined when there is no such tenant. Sent after this call, never before. */
export function findDeviceIdentity(
  sql: Sql,
  tenantSlug: string,
  deviceName: string,
): Promise<DeviceIdentity | undefined> {
  let questions = byPool.get(sql);
  if (questions === undefined) {
    questions = new Questions(sql);
    byPool.set(sql, questions);
  }
  return questions.ask({ tenantSlug, deviceName });
}

const byPool = new WeakMap<Sql, Questions>();

/**
 * Questions for devices, asked together: at the end of the turn of the event loop when there are few, and by the dozen
 * in a storm, when the way to Postgres and back costs more than the answer.
 */
class Questions {
  readonly #sql: Sql;
  #gathered: Question[] = [];
  #scheduled = false;
  #underWay = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  ask({ tenantSlug, deviceName }: DeviceName): Promise<DeviceIdentity | undefined> {
    return new Promise((resolve, reject) => {
      this.#gathered.push({ tenantSlug: storable(tenantSlug), deviceName: storable(deviceName), resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#underWay >= STATEMENTS_MAX || this.#gathered.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#send();
    });
  }

  async #send(): Promise<void> {
    const questions = this.#gathered.splice(0, NAMES_MAX);
    this.#underWay++;
    this.#schedule();
    const answered = once(() => {
      this.#underWay--;
      this.#schedule();
    });
    const late = setTimeout(answered, ANSWER_MS_MAX);
    try {
      const found = await findDeviceIdentities(this.#sql, questions);
      for (const [place, { resolve }] of questions.entries()) resolve(found[place]);
    } catch (error) {
      for (const { reject } of questions) reject(error);
    }
    clearTimeout(late);
    answered();
  }
}

/** PostgreSQL stores no U+0000 and refuses the statement that has one, which others ask too. Nobody has an empty name. */
function storable(name: string): string {
  return name.includes("\0") ? "" : name;
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
