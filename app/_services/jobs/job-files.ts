import type { Orm } from "#db/client.ts";
import { findJobFilePart, insertJobFilePart, type JobFileName } from "#db/queries/jobs.ts";
import { seal, unseal } from "#db/seal.ts";
import { services } from "../database.ts";

/** A job's files, in parts of a step each; what holds secrets is sealed. */

interface Place {
  readonly tenantId: string;
  readonly id: string;
}

export async function writePart(
  orm: Orm,
  { tenantId, id }: Place,
  name: JobFileName,
  part: number,
  text: string,
): Promise<void> {
  const plain = Buffer.from(text);
  const content = name === "secrets" ? seal(services().keys.seal, placeOf(id, part), plain) : plain;
  await insertJobFilePart(orm, { tenantId, jobId: id, name, part, content });
}

/** Undefined after the last part. */
export async function readPart(
  orm: Orm,
  { tenantId, id }: Place,
  name: JobFileName,
  part: number,
): Promise<string | undefined> {
  const content = await findJobFilePart(orm, tenantId, id, name, part);
  if (content === undefined) return undefined;
  return (name === "secrets" ? unseal(services().keys.seal, placeOf(id, part), content) : content).toString();
}

function placeOf(jobId: string, part: number): string {
  return `job/${jobId}/secrets/${part}`;
}
