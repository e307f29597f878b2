import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { LoadReport, LoadSpec } from "./load/spec.ts";

type Event = LoadReport["event"];
type ReportOf<E extends Event> = Extract<LoadReport, { event: E }>;

/** A load process, as its parent sees it. */
export class Generator {
  readonly #child: ChildProcess;
  readonly #reports: LoadReport[] = [];
  #onReport: () => void = () => {};
  #ended = false;

  constructor(spec: LoadSpec) {
    this.#child = fork(new URL("./load/main.ts", import.meta.url));
    this.#child.on("message", (report) => {
      this.#reports.push(report as LoadReport);
      this.#onReport();
    });
    this.#child.once("exit", () => {
      this.#ended = true;
      this.#onReport();
    });
    this.#child.send(spec);
  }

  /**
   * The next report, which is of this kind.
   * @throws Error when the process ended instead
   */
  async next<E extends Event>(event: E): Promise<ReportOf<E>> {
    for (;;) {
      const report = this.#reports.shift();
      if (report?.event === event) return report as ReportOf<E>;
      if (report !== undefined) throw new Error(`the load said ${report.event}, not ${event}`);
      if (this.#ended) throw new Error("the load process ended");
      await new Promise<void>((resolve) => {
        this.#onReport = resolve;
      });
    }
  }

  /** Ends it at once, and its connections with it. */
  async kill(): Promise<void> {
    if (this.#ended) return;
    this.#child.kill("SIGKILL");
    await once(this.#child, "exit");
  }
}
