/** Over so many seconds a rate is smoothed. */
const SMOOTHING_SECONDS = 3;
/** After so many the weights are written anew, long before they leave the range of a double. */
const ERA_SECONDS = 900;

/**
 * Rates that fall by themselves. Instead of letting 200 000 of them fall at each tick, what is new counts for more: a
 * weight is the sum of counts times e^(t/SMOOTHING_SECONDS), and the rate at any moment is the weight over that factor.
 * So the order of weights is the order of rates, too.
 */
export class RateScale {
  readonly #sinceMs: number;
  #eraMs: number;
  #nowMs: number;
  /** What a message counts for at this moment, were it spread over the time since the moment before. */
  #worth = 0;
  #factor = 1;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
    this.#eraMs = nowMs;
    this.#nowMs = nowMs;
  }

  /**
   * Moves on to this moment; what is weighed next came since the moment before.
   * @returns what all weights are to be multiplied by, which is 1 but for once in a quarter of an hour
   */
  moveTo(nowMs: number): number {
    const seconds = Math.max(0.001, (nowMs - this.#nowMs) / 1_000);
    this.#nowMs = nowMs;
    const age = (nowMs - this.#eraMs) / 1_000;
    const rescale = age > ERA_SECONDS ? Math.exp(-age / SMOOTHING_SECONDS) : 1;
    if (rescale !== 1) this.#eraMs = nowMs;
    this.#factor = Math.exp((nowMs - this.#eraMs) / 1_000 / SMOOTHING_SECONDS);
    this.#worth = (this.#factor * (1 - Math.exp(-seconds / SMOOTHING_SECONDS))) / seconds;
    return rescale;
  }

  /** What to add to a weight. */
  weigh(messages: number): number {
    return messages * this.#worth;
  }

  /** A second, at this moment; not lower because nobody looked before. */
  rateOf(weight: number): number {
    if (weight === 0) return 0;
    const age = Math.max(0.25, (this.#nowMs - this.#sinceMs) / 1_000);
    return weight / this.#factor / (1 - Math.exp(-age / SMOOTHING_SECONDS));
  }
}
