import {
  USAGE_COUNTS,
  USAGE_GAUGES,
  USAGE_PEAKS,
  USAGE_RATES,
  type Usage,
  type UsageCount,
  type UsageNow,
  type UsagePeak,
} from "#core/usage.ts";

/** Usage of one tenant as it adds up over a minute or an hour. */
export class Stretch implements Usage {
  readonly startsAtMs: number;
  readonly counts: Record<UsageCount, number>;
  readonly peaks: Record<UsagePeak, number>;
  readonly dropped: Record<string, number>;
  /** There is something to write down. */
  changed = false;

  /** @param begun what of it was written down before */
  constructor(startsAtMs: number, begun?: Usage) {
    this.startsAtMs = startsAtMs;
    this.counts = { ...(begun?.counts ?? zeros(USAGE_COUNTS)) };
    this.peaks = { ...(begun?.peaks ?? zeros(USAGE_PEAKS)) };
    this.dropped = { ...begun?.dropped };
  }

  /** Adds a second: what happened in it, and what there is at its end. */
  add(counts: Readonly<Record<UsageCount, number>>, dropped: Readonly<Record<string, number>>, now: UsageNow): void {
    this.changed = true;
    for (const name of USAGE_COUNTS) this.counts[name] += counts[name];
    for (const name in dropped) this.dropped[name] = (this.dropped[name] ?? 0) + (dropped[name] ?? 0);
    this.hold(now);
    for (const name of USAGE_RATES) if (now[name] > this.peaks[name]) this.peaks[name] = now[name];
  }

  /** What there is, though nothing happened. */
  hold(now: UsageNow): void {
    for (const name of USAGE_GAUGES) {
      if (now[name] <= this.peaks[name]) continue;
      this.peaks[name] = now[name];
      this.changed = true;
    }
  }
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}
