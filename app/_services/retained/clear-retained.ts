import { z } from "zod";
import { CLEAR_TOPICS_MAX } from "#core/inspection.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { clearRetained as clearInBroker } from "../broker-inspection.ts";
import { services } from "../database.ts";
import { brokerAway } from "../errors.ts";
import type { JobView } from "../jobs/job.ts";
import { startJob } from "../jobs/start-job.ts";
import type { Step, StepResult, Work } from "../jobs/work.ts";
import { plainText } from "../text.ts";
import { matchingRetained } from "./matching.ts";
import { retainedFilter } from "./retained.ts";

const STEP_TOPICS = 500;

export const clearRetainedInput = z
  .union([
    z.strictObject({ topics: z.array(plainText(65_535).min(1)).min(1).max(CLEAR_TOPICS_MAX) }),
    z.strictObject({
      filter: retainedFilter,
      search: plainText(200).optional().meta({ description: "Part of the topic, any case." }),
    }),
  ])
  .meta({ id: "ClearRetained" });
export type ClearRetainedInput = z.output<typeof clearRetainedInput>;

/** Room for so many topics. */
export const CLEAR_BYTES_MAX = 1024 * 1024;

/**
 * Clears retained messages, as a job: whoever subscribed gets an empty message for each, as when any client clears.
 * @throws ApiError conflict when too many jobs wait
 */
export async function clearRetained(actor: Actor, input: ClearRetainedInput): Promise<JobView> {
  requirePermission(actor, "retained.write");
  return services().database.asTenant(actor.tenantId, async (orm) => {
    const total = "topics" in input ? input.topics.length : undefined;
    const job = await startJob(orm, actor, { kind: "retained.clear", input, total });
    await audit(orm, actor, {
      action: "retained.clear",
      target: { kind: "job", id: job.id, label: "filter" in input ? input.filter : "" },
      after: "topics" in input ? { topics: input.topics.length } : { filter: input.filter, search: input.search },
    });
    return job;
  });
}

export const clearRetainedWork: Work = {
  permission: "retained.write",
  async step({ orm, actor, job }: Step): Promise<StepResult> {
    const input = clearRetainedInput.parse(job.input);
    const place = typeof job.cursor === "string" ? job.cursor : "";
    const { topics, next } = "topics" in input ? { topics: input.topics, next: undefined } : await found(input);
    // Cleared twice is cleared: should this step be undone by the database, it is done again.
    const answer = topics.length === 0 ? { cleared: 0 } : await clearInBroker(actor.tenantId, topics);
    if (answer === null) throw brokerAway();
    return { cursor: next, done: topics.length, errors: [] };

    async function found({ filter, search }: { filter: string; search?: string | undefined }) {
      const page = { filter, search, after: place, limit: STEP_TOPICS, payloadBytes: 0 };
      const matching = await matchingRetained(orm, actor.tenantId, page);
      return { topics: matching.rows.map(({ topic }) => topic), next: matching.next };
    }
  },
};
