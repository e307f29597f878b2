import { readFileSync } from "node:fs";
import { Broker } from "../server/broker.ts";
import { listenTcp } from "../server/transport/tcp.ts";
import { DEFAULT_LIMITS } from "../core/limits.ts";
import { Generator } from "./generator.ts";
const broker = new Broker({ limits: DEFAULT_LIMITS, version: "x", authenticate: async () => ({ ok: true, tenantId: "t", tenantSlug: "t", principalId: "d", deviceId: "d", deviceName: "d", rules: [] }) });
const { port } = await listenTcp(broker, { host: "127.0.0.1", port: 0 });
const smaps = () => { const t = readFileSync("/proc/self/smaps", "utf8"); let name = ""; const sums = new Map<string, number>(); for (const line of t.split("\n")) { const m = /^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \S+\s*(.*)$/.exec(line); if (m) { name = m[1] || "anon"; } const r = /^Rss:\s+(\d+)/.exec(line); if (r) { const k = name.startsWith("/") ? "file" : name; sums.set(k, (sums.get(k) ?? 0) + Number(r[1]) / 1024); } } return [...sums].filter(([, v]) => v > 2).map(([k, v]) => `${k}=${v.toFixed(0)}`).join(" "); };
const say = (what: string) => { const m = process.memoryUsage(); console.log(what.padEnd(20), ...Object.entries(m).map(([k, v]) => `${k} ${(v / 2 ** 20).toFixed(0)}`), smaps()); };
const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms));
await sleep(2000); say("start");
const door = { host: "127.0.0.1", port, transport: "tcp" as const, username: undefined, password: undefined };
for (let round = 0; round < 2; round++) {
const g = new Generator({ kind: "idle", door, connections: 9000, concurrency: 50, firstClient: 0 });
await g.next("connected"); say("connected");
await g.kill(); await sleep(3000); say("killed " + broker.connections.size);
(globalThis as any).gc(); say("gc"); await sleep(10000); say("10 s later"); (globalThis as any).gc(); await sleep(1000); say("gc again");
}
process.exit();
