import type { ChangeNotice } from "#core/control.ts";
import { EffectTally } from "./change-effect.ts";

/** What is to be looked at again in one tenant, and which audited changes are the cause. */
export class Doubt {
  /** Not only the subjects. */
  everything = false;
  /** Also by what the subjects came in, not only what they may do. */
  signIns = false;
  /** Devices and people, each with the changes that named it. */
  readonly #subjects = new Map<string, Set<EffectTally>>();
  /** The changes that may concern anybody. */
  readonly #causes = new Set<EffectTally>();
  /** By the audit entry of the change. */
  readonly #tallies = new Map<string, EffectTally>();

  addEverything(): void {
    this.everything = true;
  }

  addSignIn(deviceId: string): void {
    this.addSubject(deviceId);
    this.signIns = true;
  }

  addSubject(id: string): void {
    if (!this.#subjects.has(id)) this.#subjects.set(id, new Set());
  }

  addNotice({ kind, id, auditId }: ChangeNotice): void {
    const tally = auditId === undefined ? undefined : this.#tally(auditId, new EffectTally());
    if (kind === "device" || kind === "credential" || kind === "member") {
      this.addSubject(id);
      if (tally !== undefined) this.#subjects.get(id)?.add(tally);
      return;
    }
    this.addEverything();
    if (tally !== undefined) this.#causes.add(tally);
  }

  /** Takes in another doubt, with what was counted for its causes so far. */
  add(other: Doubt): void {
    if (other.everything) this.addEverything();
    if (other.signIns) this.signIns = true;
    for (const [auditId, tally] of other.#tallies) this.#tallies.set(auditId, tally);
    for (const tally of other.#causes) this.#causes.add(tally);
    for (const [id, tallies] of other.#subjects) {
      this.addSubject(id);
      for (const tally of tallies) this.#subjects.get(id)?.add(tally);
    }
  }

  get subjects(): Iterable<string> {
    return this.#subjects.keys();
  }

  /** Where what this device or person loses counts; without one, what may be anybody's. */
  talliesOf(subject?: string): EffectTally[] {
    return [...this.#causes, ...(subject === undefined ? [] : (this.#subjects.get(subject) ?? []))];
  }

  /** All changes that it was about, by their audit entries. */
  get tallies(): ReadonlyMap<string, EffectTally> {
    return this.#tallies;
  }

  #tally(auditId: string, fresh: EffectTally): EffectTally {
    const known = this.#tallies.get(auditId) ?? fresh;
    this.#tallies.set(auditId, known);
    return known;
  }
}
