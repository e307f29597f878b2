import { readFileSync } from "node:fs";

/** The normative statements of both specifications, as statements.tsv lists them. */

/** `3:` stands for 3.1.1 and the 3.1 it grew from, `5:` for 5.0; both number their statements alike and mean other things. */
export type StatementKey = `${"3" | "5"}:MQTT-${string}`;

export interface Statement {
  readonly key: StatementKey;
  readonly id: string;
  readonly version: "3.1.1" | "5.0";
  /** Whom it binds. */
  readonly who: "client" | "server" | "both";
  /** In our words. */
  readonly paraphrase: string;
  readonly chapter: string;
}

/** Titles of the chapters that hold statements. */
const CHAPTERS: readonly (readonly [number: string, title: string])[] = [
  ["1.5", "Data representation"],
  ["2", "Packet format"],
  ["3.1", "CONNECT"],
  ["3.2", "CONNACK"],
  ["3.3", "PUBLISH"],
  ["3.4", "PUBACK"],
  ["3.5", "PUBREC"],
  ["3.6", "PUBREL"],
  ["3.7", "PUBCOMP"],
  ["3.8", "SUBSCRIBE"],
  ["3.9", "SUBACK"],
  ["3.10", "UNSUBSCRIBE"],
  ["3.11", "UNSUBACK"],
  ["3.12", "PINGREQ"],
  ["3.14", "DISCONNECT"],
  ["3.15", "AUTH"],
  ["4.1", "Storing state"],
  ["4.2", "Network connections"],
  ["4.3", "Quality of Service"],
  ["4.4", "Delivery retry"],
  ["4.5", "Message receipt"],
  ["4.6", "Message ordering"],
  ["4.7", "Topic names and filters"],
  ["4.8", "Errors (3.1.1), shared subscriptions (5.0)"],
  ["4.9", "Flow control"],
  ["4.12", "Enhanced authentication"],
  ["4.13", "Errors"],
  ["6", "WebSocket"],
  ["7", "Conformance"],
];

function chapterOf(id: string): string {
  const [major = "", minor = ""] = id.slice("MQTT-".length).split(/[.-]/);
  const found = CHAPTERS.find(([number]) => number === `${major}.${minor}` || number === major);
  if (found === undefined) throw new Error(`no chapter for ${id}`);
  return found.join(" ");
}

function load(): readonly Statement[] {
  const lines = readFileSync(new URL("statements.tsv", import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .slice(1);
  return lines.map((line) => {
    const [id = "", version, who, paraphrase = ""] = line.split("\t");
    if (version !== "3.1.1" && version !== "5.0") throw new Error(`unknown version: ${line}`);
    if (who !== "client" && who !== "server" && who !== "both") throw new Error(`unknown party: ${line}`);
    const key: StatementKey = `${version === "5.0" ? "5" : "3"}:${id as `MQTT-${string}`}`;
    return { key, id, version, who, paraphrase, chapter: chapterOf(id) };
  });
}

export const STATEMENTS: readonly Statement[] = load();

export const STATEMENT_BY_KEY: ReadonlyMap<string, Statement> = new Map(STATEMENTS.map((s) => [s.key, s]));
