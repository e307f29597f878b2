import type { Page } from "@playwright/test";
import type { HatoProcess } from "#test/hato.ts";

/** What a scenario gets to work with: a running Hato, and pages in a real browser. */
export interface ConsoleBench {
  readonly hato: HatoProcess;
  /** Of the console, without a slash at the end. */
  readonly url: string;
  /** Slug of the tenant whose owner the pages are signed in as. */
  readonly tenant: string;
  /** How long a scenario that measures a flow lets it flow. */
  readonly minutes: number;
  /** A page of that path in the tenant, signed in; closed when the scenario ends. */
  open(path: string): Promise<Page>;
  /** Username and password of a device of the tenant that may do everything. */
  device(): Promise<{ readonly username: string; readonly password: string }>;
}

/** One figure, and what it has to be if anything. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly atLeast?: number;
  readonly below?: number;
}

export interface ConsoleScenario {
  /** What `--only` names. */
  readonly name: string;
  readonly title: string;
  run(bench: ConsoleBench): Promise<readonly Figure[]>;
}
