import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { STATEMENT_BY_KEY, STATEMENTS } from "./statements.ts";
import { WAIVERS } from "./waivers.ts";

/** The statements that some test of this folder names. Whether it passes, vitest says. */
function namedByTests(): ReadonlySet<string> {
  const folder = new URL(".", import.meta.url);
  const sources = readdirSync(folder)
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => readFileSync(new URL(file, folder), "utf8"));
  return new Set(sources.join("\n").match(/(?<=")[35]:MQTT-[\d.-]+(?=")/g));
}

describe("The proof", () => {
  const named = namedByTests();

  it("covers every statement by a test or a waiver, not by both", () => {
    const bare = STATEMENTS.filter(({ key }) => !named.has(key) && WAIVERS[key] === undefined);
    expect(bare.map(({ key }) => key)).toEqual([]);
    expect(Object.keys(WAIVERS).filter((key) => named.has(key))).toEqual([]);
  });

  it("names no statement that does not exist", () => {
    expect([...named, ...Object.keys(WAIVERS)].filter((key) => !STATEMENT_BY_KEY.has(key))).toEqual([]);
  });

  it("excuses as the client's only what binds the client alone", () => {
    for (const [key, reason] of Object.entries(WAIVERS)) {
      expect([key, reason?.startsWith("Binds the client")]).toEqual([key, STATEMENT_BY_KEY.get(key)?.who === "client"]);
    }
  });

  it("is written down in docs/conformance.md as it stands (`npm run conformance` writes it)", () => {
    const page = readFileSync(new URL("../../docs/conformance.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^\| (?<id>MQTT-[\d.-]+) \| .* \| (?<proof>.*) \|$/gm)];
    const told = rows.map(({ groups }) => `${groups?.id} ${groups?.proof?.startsWith("*waived*") === true}`);
    const known = STATEMENTS.map(({ id, key }) => `${id} ${WAIVERS[key] !== undefined}`);
    expect(told.sort()).toEqual(known.sort());
    expect(page).not.toContain("**red**");
  });
});
