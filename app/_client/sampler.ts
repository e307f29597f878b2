/** Length of the window over which the rate is judged, in milliseconds. */
const WINDOW_MS = 250;
/** What is not used in quiet windows is saved for a burst, up to so many windows' worth: four seconds. */
const SAVED_WINDOWS = 16;

/**
 * Decides which messages of a flood are kept. Below `keptPerSecondMax` every one is, and every one of a burst that the
 * quiet before has saved for, such as what piled up while a machine was busy. Above, one in k: k follows the rate of
 * the window before, and doubles within a window that outruns it. Nothing is left out unannounced: `seen`, `skipped`
 * and `oneIn` are shown, and each kept message carries how many were left out just before it.
 */
export class Sampler {
  /** Messages a window may keep. */
  readonly #budget: number;
  #saved: number;
  #windowStart = Number.NEGATIVE_INFINITY;
  #seenInWindow = 0;
  #keptInWindow = 0;
  /** Kept messages of this window above which k doubles; a quarter of slack lets a steady flood keep its k. */
  #ceiling = 0;
  #sinceKept = 0;
  #k = 1;
  #seen = 0;
  #skipped = 0;

  constructor(keptPerSecondMax: number) {
    this.#budget = Math.max(1, Math.floor((keptPerSecondMax * WINDOW_MS) / 1_000));
    this.#saved = SAVED_WINDOWS * this.#budget;
  }

  /** Every message so far, kept or not. */
  get seen(): number {
    return this.#seen;
  }
  get skipped(): number {
    return this.#skipped;
  }

  /** k of "one in k": 1 while everything is kept, and again once no message came for two windows. */
  oneIn(now: number): number {
    return now - this.#windowStart >= 2 * WINDOW_MS ? 1 : this.#k;
  }

  /**
   * Judges the next message.
   * @returns how many were left out since the last kept one when it is to be kept, or -1 when it is to be left out
   */
  judge(now: number): number {
    if (now - this.#windowStart >= WINDOW_MS) this.#turn(now);
    this.#seen++;
    this.#seenInWindow++;
    if (this.#sinceKept + 1 < this.#k) {
      this.#sinceKept++;
      this.#skipped++;
      return -1;
    }
    const left = this.#sinceKept;
    this.#sinceKept = 0;
    this.#keptInWindow++;
    if (this.#keptInWindow > this.#ceiling) {
      this.#k *= 2;
      this.#ceiling += this.#budget / 2;
    }
    return left;
  }

  /** Begins a window: settles what the last one used, and sets k by how fast it came. */
  #turn(now: number): void {
    const windows = Math.min(Math.floor((now - this.#windowStart) / WINDOW_MS), SAVED_WINDOWS);
    const left = this.#saved + windows * this.#budget - this.#keptInWindow;
    this.#saved = Math.min(Math.max(left, 0), SAVED_WINDOWS * this.#budget);
    this.#k = windows >= 2 ? 1 : Math.max(1, Math.ceil(this.#seenInWindow / (this.#budget + this.#saved)));
    this.#windowStart = now;
    this.#seenInWindow = 0;
    this.#keptInWindow = 0;
    this.#ceiling = this.#budget * 1.25 + this.#saved;
  }
}
