import type { Measurement } from "./scenarios/scenario.ts";

/** Everything measured in one run: scenario → broker → numbers. */
export class Results {
  readonly byScenario: Record<string, Record<string, Measurement>> = {};

  add(scenario: string, broker: string, measurement: Measurement): void {
    const brokers = this.byScenario[scenario] ?? {};
    brokers[broker] = measurement;
    this.byScenario[scenario] = brokers;
  }

  /** Undefined when it was not measured in this run. */
  get(scenario: string, broker: string, what: keyof Measurement): number | undefined {
    return this.byScenario[scenario]?.[broker]?.[what];
  }
}
