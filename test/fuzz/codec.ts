import fc from "fast-check";
import { mutate } from "../core/mutation.ts";
import { survives } from "../core/survival.ts";
import type { Finding } from "./finding.ts";
import { streamOf } from "./streams.ts";

const RUNS = 2_000;

/** The codec alone, in this turn of the seed; returns what it found and how much it tried. */
export function fuzzCodec(seed: number): { finding: Finding | undefined; tried: number } {
  let tried = 0;
  for (const version of [3, 4, 5] as const) {
    const property = fc.property(streamOf(version), ({ parts, mutations, cuts }) => {
      survives(mutate(Buffer.concat(parts), mutations), cuts, version);
    });
    const result = fc.check(property, { numRuns: RUNS, seed, includeErrorInReport: true });
    tried += result.numRuns;
    if (result.failed) {
      const report = fc.defaultReportMessage(result) ?? "failed";
      return { finding: { where: `codec, version ${version}`, seed, report }, tried };
    }
  }
  return { finding: undefined, tried };
}
