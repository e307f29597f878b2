import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { BenchBroker } from "./running-broker.ts";

const PACKAGE = new URL("../../node_modules/aedes/package.json", import.meta.url);

/** The Node broker that most people know, with its persistence in memory. It checks a password and no topic. */
export const aedes: BenchBroker = {
  name: "Aedes",
  async version() {
    const { version } = JSON.parse(readFileSync(PACKAGE, "utf8")) as { version: string };
    return `${version} on Node ${process.version}`;
  },
  async start() {
    const child = fork(new URL("./aedes-process.ts", import.meta.url));
    const [ports] = (await once(child, "message")) as [{ tcp: number; webSocket: number }];
    return {
      pid: child.pid ?? 0,
      door: (transport) => ({
        host: "127.0.0.1",
        port: transport === "tcp" ? ports.tcp : ports.webSocket,
        transport,
        username: "bench",
        password: "secret",
      }),
      helperCpuSeconds: () => 0,
      async stop() {
        child.kill("SIGKILL");
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      },
    };
  },
  async close() {},
};
