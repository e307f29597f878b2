import { parseArgs } from "node:util";
import { torture } from "./torture.ts";

/** `npm run torture -- --minutes 15 --seed 1`: kills broker and database for that long and prints what became of it all. */
const { values } = parseArgs({
  options: { minutes: { type: "string", default: "5" }, seed: { type: "string", default: "1" } },
});

const report = await torture({
  seconds: Number(values.minutes) * 60,
  seed: Number(values.seed),
  log: (line) => process.stderr.write(`${new Date().toISOString()} ${line}\n`),
});
const { lost, duplicated, reordered, violations, ...counts } = report;
const summary = {
  seed: Number(values.seed),
  ...counts,
  lost: lost.length,
  duplicated: duplicated.length,
  reordered: reordered.length,
  violations: violations.length,
};
process.stdout.write(`${JSON.stringify(summary)}\n`);
for (const list of [lost, duplicated, reordered, violations]) {
  for (const line of list.slice(0, 20)) process.stderr.write(`${line}\n`);
}
process.exit(lost.length + duplicated.length + reordered.length + violations.length === 0 ? 0 : 1);
