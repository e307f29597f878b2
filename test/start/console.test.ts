import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HatoProcess, ROOT, startHato } from "#test/hato.ts";
import { firstLoads } from "../../bench/first-load-sizes.ts";

/** The console as a process of its own. The first start in a checkout builds it. */

const BUILD_MS = 300_000;
/** Of all the scripts that a page needs before it works, compressed as they travel. */
const FIRST_LOAD_BYTES_MAX = 250_000;
/** The workbench pages carry more: who opens one stays there. */
const WORKBENCH = ["/[tenant]/client", "/[tenant]/topics"];
const WORKBENCH_BYTES_MAX = 300_000;
const env = { BOOTSTRAP_TENANT: "acme", BOOTSTRAP_API_KEY: "hato_console-process-test-key" };
let hato: HatoProcess;

beforeAll(async () => {
  hato = await startHato({ withConsole: true, env });
}, BUILD_MS);
afterAll(() => hato.stop());

function consolePid(): number {
  const processes = execFileSync("ps", ["-ww", "-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  const found = processes.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line));
  const child = found.find((match) => match?.[2] === String(hato.ready.pid) && match[3]?.includes("console/serve.ts"));
  return Number(child?.[1]);
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((next) => setTimeout(next, 20));
  }
}

/** Asks until the console answers. */
async function devices(headers: Record<string, string> = {}): Promise<Response> {
  for (;;) {
    try {
      return await fetch(`http://127.0.0.1:${hato.ready.console}/api/v1/devices`, {
        headers: { authorization: `Bearer ${env.BOOTSTRAP_API_KEY}`, ...headers },
      });
    } catch {
      await new Promise((next) => setTimeout(next, 50));
    }
  }
}

describe("the console's process", () => {
  it("is where a person is told to go once all is ready", async () => {
    // Another pipe than the ready line's: it may be read a little later.
    await expect.poll(() => hato.stderr()).toContain(`hato: ready; open http://localhost:${hato.ready.console}\n`);
  });

  it("serves the REST API with the key of bootstrap", async () => {
    const response = await devices();
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ data: [] });
  });

  it("asks of a browser no more than 250 kB before an ordinary page works", async () => {
    const pages = firstLoads(join(ROOT, ".next"));
    expect(pages.length).toBeGreaterThan(20);
    const max = (route: string) => (WORKBENCH.includes(route) ? WORKBENCH_BYTES_MAX : FIRST_LOAD_BYTES_MAX);
    expect(pages.filter(({ route, gzipBytes }) => gzipBytes > max(route))).toEqual([]);
    // What was weighed is what a page really names.
    const html = await (await fetch(`http://127.0.0.1:${hato.ready.console}/sign-in`)).text();
    const named = [...html.matchAll(/<script src="\/_next\/([^"?]+)[^>]*>/g)].filter(([tag]) => !/nomodule/i.test(tag));
    const weighed = pages.find(({ route }) => route === "/sign-in")?.scripts ?? [];
    expect(named.map(([, script = ""]) => script).filter((script) => !weighed.includes(script))).toEqual([]);
    expect(named.length).toBeGreaterThan(5);
  });

  it.skipIf(process.platform !== "linux")(
    "knows the database and the secret, and nothing that only bootstrap needs",
    () => {
      const environment = readFileSync(`/proc/${consolePid()}/environ`, "utf8").split("\0");
      const names = environment.map((entry) => entry.split("=", 1)[0]);
      expect(names).toEqual(expect.arrayContaining(["DATABASE_URL", "AUTH_SECRET", "CONTROL_PORT", "MQTT_PORT"]));
      expect(names.filter((name) => name?.startsWith("BOOTSTRAP_"))).toEqual([]);
      expect(environment).toContain(`MQTT_PORT=${hato.ready.mqtt}`);
    },
  );

  it("comes back on the same port when it dies, and the broker does not notice", async () => {
    const pid = consolePid();
    process.kill(pid, "SIGKILL");
    await gone(pid);
    expect((await devices()).status).toBe(200);
    expect(consolePid()).not.toBe(pid);
    expect(hato.stderr()).toContain("the console ended by itself and is started again");
  });

  it("is gone when Hato is killed outright", async () => {
    const pid = consolePid();
    process.kill(hato.ready.pid, "SIGKILL");
    await hato.ended;
    await gone(pid);
  });
});
