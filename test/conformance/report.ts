import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { STATEMENTS, type Statement, type StatementKey } from "./statements.ts";
import { WAIVERS } from "./waivers.ts";

/**
 * `npm run conformance`: runs the proofs, prints covered / waived / red per chapter and writes docs/conformance.md.
 * Covered means that a test naming the statement passed, and that none naming it failed. Exit code 1 with any red.
 */

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PAGE = join(ROOT, "docs/conformance.md");
/** Another broker than the default one is only looked at: the page tells of that. */
const TARGET = process.env.CONFORMANCE_TARGET;

interface Proof {
  readonly file: string;
  /** Without the statements and the version. */
  readonly title: string;
  /** Of MQTT. */
  readonly versions: string[];
  passed: boolean;
}

/** "skipped": its tests look inside, which they cannot on a broker that is not ours. */
type Verdict = "covered" | "waived" | "red" | "skipped";

/** What vitest's JSON reporter tells of one test. */
interface Result {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
}

function runTests(): readonly { readonly name: string; readonly assertionResults: readonly Result[] }[] {
  const folder = mkdtempSync(join(tmpdir(), "hato-conformance-"));
  const output = join(folder, "results.json");
  const config = join(ROOT, "test/conformance/vitest.config.ts");
  try {
    const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
    // The verdict is made from the results; complete.test.ts compares the page, which is written only afterwards.
    const options = [
      "run",
      "--config",
      config,
      "--reporter=json",
      `--outputFile=${output}`,
      "--exclude=**/complete.test.ts",
    ];
    const { status } = spawnSync(process.execPath, [vitest, ...options], {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "inherit"],
    });
    if (status !== 0) process.exitCode = 1;
    return JSON.parse(readFileSync(output, "utf8")).testResults;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The tests of each statement, in the order of file and place. */
function proofsByStatement(): Map<string, Proof[]> {
  const proofs = new Map<string, Proof[]>();
  const files = [...runTests()].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, assertionResults } of files) {
    for (const { ancestorTitles, title, status } of assertionResults) {
      const keys = [...title.matchAll(/\[([35]:MQTT-[\d.-]+)\]/g)].map((match) => match[1] ?? "");
      const parts = /\] (?<text>[^[\]]*) \((?<version>[\d.]+)\)$/.exec(title)?.groups;
      const text = `${ancestorTitles.join(" ")}: ${parts?.text ?? title}`;
      for (const key of keys) {
        const list = proofs.get(key) ?? [];
        proofs.set(key, list);
        if (status !== "passed" && status !== "failed") continue;
        let proof = list.find((known) => known.title === text);
        if (proof === undefined) {
          proof = { file: basename(name), title: text, versions: [], passed: true };
          list.push(proof);
        }
        proof.versions.push(parts?.version ?? "");
        if (status === "failed") proof.passed = false;
      }
    }
  }
  return proofs;
}

function verdictOf(key: StatementKey, proofs: readonly Proof[] | undefined): Verdict {
  if (proofs?.length === 0) return "skipped";
  if (proofs !== undefined) return proofs.every((proof) => proof.passed) ? "covered" : "red";
  return WAIVERS[key] === undefined ? "red" : "waived";
}

/** Counts of one line of the summary. */
type Tally = Record<Verdict, number>;

function tally(statements: readonly Statement[], verdicts: ReadonlyMap<string, Verdict>): Tally {
  const counts: Tally = { covered: 0, waived: 0, red: 0, skipped: 0 };
  for (const { key } of statements) counts[verdicts.get(key) ?? "red"]++;
  return counts;
}

const CHAPTERS = [...new Set(STATEMENTS.map(({ chapter }) => chapter))].sort(byNumber);

function byNumber(a: string, b: string): number {
  const [x = 0, y = 0] = [a, b].map((title) => {
    const [major = 0, minor = 0] = (title.split(" ")[0] ?? "").split(".").map(Number);
    return major * 100 + minor;
  });
  return x - y;
}

const VERSIONS = ["3.1.1", "5.0"] as const;

function print(verdicts: ReadonlyMap<string, Verdict>, proofs: ReadonlyMap<string, Proof[]>): void {
  const columns: Verdict[] =
    TARGET === undefined ? ["covered", "waived", "red"] : ["covered", "waived", "red", "skipped"];
  const row = (name: string, cells: readonly (string | number)[]) =>
    console.log(name.padEnd(56) + cells.map((cell) => String(cell).padStart(9)).join(""));
  const line = (name: string, counts: Tally) =>
    row(
      name,
      columns.map((verdict) => counts[verdict]),
    );
  row("", columns);
  for (const version of VERSIONS) {
    const ofVersion = STATEMENTS.filter((statement) => statement.version === version);
    for (const chapter of CHAPTERS) {
      const statements = ofVersion.filter((statement) => statement.chapter === chapter);
      if (statements.length > 0) line(`${version}  ${chapter}`, tally(statements, verdicts));
    }
    line(`${version}  all`, tally(ofVersion, verdicts));
  }
  for (const { key, paraphrase } of STATEMENTS) {
    if (verdicts.get(key) !== "red") continue;
    console.log(`red  ${key}  ${paraphrase}`);
    for (const proof of proofs.get(key) ?? []) if (!proof.passed) console.log(`     ${proof.file}  ${proof.title}`);
  }
}

function page(verdicts: ReadonlyMap<string, Verdict>, proofs: ReadonlyMap<string, Proof[]>): string {
  const all = tally(STATEMENTS, verdicts);
  const clientOnly = STATEMENTS.filter(({ key }) => WAIVERS[key]?.startsWith("Binds the client")).length;
  const lines = [
    "# Conformance",
    "",
    "Every normative statement of MQTT 3.1.1 and 5.0, in our words, with the test that proves it or the reason why there",
    "is none. Written by `npm run conformance`, which runs the tests; edited by nobody.",
    "",
    `${STATEMENTS.length} statements: **${all.covered} proven**, ${all.waived} waived (${clientOnly} of them bind only clients), ${all.red} red.`,
    "",
    "The tests (test/conformance) drive the broker over real sockets with a client that does what it is told, right or",
    "wrong, and for the central packets compare bytes written by hand. What 3.1.1 says is proven for 3.1 too where that",
    "has it; the versions a test ran in stand behind it.",
    "",
    "`CONFORMANCE_TARGET=durable npm run conformance` runs the same against the broker as it runs in production, with its",
    "sessions in Postgres. `CONFORMANCE_TARGET=mosquitto npm run conformance` tests the tests: it runs those that need no",
    "look inside against Mosquitto, to see that they judge by the specification and not by this broker.",
    "",
    "| | 3.1.1 proven | waived | red | 5.0 proven | waived | red |",
    "|---|--:|--:|--:|--:|--:|--:|",
  ];
  for (const chapter of CHAPTERS) {
    const cells = VERSIONS.flatMap((version) => {
      const own = STATEMENTS.filter((statement) => statement.chapter === chapter && statement.version === version);
      const { covered, waived, red } = tally(own, verdicts);
      return own.length === 0 ? ["", "", ""] : [covered, waived, red].map(String);
    });
    lines.push(`| ${chapter} | ${cells.join(" | ")} |`);
  }
  for (const version of VERSIONS) {
    lines.push("", `## MQTT ${version}`);
    for (const chapter of CHAPTERS) {
      const own = STATEMENTS.filter((statement) => statement.chapter === chapter && statement.version === version);
      if (own.length === 0) continue;
      lines.push("", `### ${chapter} (${version})`, "", "| Statement | | Proof |", "|---|---|---|");
      for (const { id, key, paraphrase } of own) {
        lines.push(`| ${id} | ${inTable(paraphrase)} | ${proofCell(key, verdicts, proofs)} |`);
      }
    }
  }
  return `${lines.join("\n")}\n`;
}

function proofCell(
  key: StatementKey,
  verdicts: ReadonlyMap<string, Verdict>,
  proofs: ReadonlyMap<string, Proof[]>,
): string {
  if (verdicts.get(key) === "waived") return `*waived* ${WAIVERS[key]}`;
  const cells = (proofs.get(key) ?? []).map(({ file, title, versions, passed }) => {
    const mark = passed ? "" : "**red** ";
    return `${mark}${inTable(title)} (${versions.join(", ")}; [${file}](../test/conformance/${file}))`;
  });
  return cells.length === 0 ? "**red**" : cells.join("<br>");
}

function inTable(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("*", "\\*").replaceAll("$", "&#36;");
}

const proofs = proofsByStatement();
const verdicts = new Map(STATEMENTS.map(({ key }) => [key, verdictOf(key, proofs.get(key))] as const));
print(verdicts, proofs);
if (TARGET === undefined) writeFileSync(PAGE, page(verdicts, proofs));
if ([...verdicts.values()].includes("red")) process.exitCode = 1;
