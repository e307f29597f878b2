import { z } from "zod";
import { listJobErrors as listJobErrorRows } from "#db/queries/jobs.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { cutPage, decodeCursor, type Page, pageInput } from "../page.ts";
import { requireJob } from "./get-job.ts";
import type { JobErrorView } from "./job.ts";

export const listJobErrorsInput = z.strictObject(pageInput);
export type ListJobErrorsInput = z.output<typeof listJobErrorsInput>;

/** What could not be done and why, in the order of the rows. */
export async function listJobErrors(
  actor: Actor,
  id: string,
  { cursor, limit }: ListJobErrorsInput,
): Promise<Page<JobErrorView>> {
  requirePermission(actor, "jobs.read");
  const { tenantId } = actor;
  const afterRow = Number(decodeCursor("row", cursor) ?? 0);
  return services().database.asTenant(tenantId, async (orm) => {
    await requireJob(orm, tenantId, id);
    const found = await listJobErrorRows(orm, tenantId, id, {
      afterRow: Number.isSafeInteger(afterRow) ? afterRow : 0,
      limit: limit + 1,
    });
    const { rows, nextCursor } = cutPage(found, limit, "row", (error) => String(error.row));
    return { data: rows.map(({ row, label, message }) => ({ row, label, message })), nextCursor };
  });
}
