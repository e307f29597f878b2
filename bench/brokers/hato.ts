import { fork } from "node:child_process";
import { once } from "node:events";
import type { BenchBroker } from "./running-broker.ts";

/** Our broker in a process of its own, with default limits, credentials and a permission check on every packet. */
export const hato: BenchBroker = {
  name: "Hato",
  async start() {
    const execArgv = process.env.BENCH_NODE_OPTIONS?.split(" ") ?? [];
    const child = fork(new URL("./hato-process.ts", import.meta.url), { execArgv });
    const [port] = (await once(child, "message")) as [number];
    return {
      pid: child.pid ?? 0,
      port,
      username: "bench/load",
      password: "secret",
      async stop() {
        child.kill("SIGTERM");
        await once(child, "exit");
      },
    };
  },
};
