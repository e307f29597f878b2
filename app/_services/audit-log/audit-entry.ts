import { z } from "zod";
import type { AuditFilter } from "#db/queries/audit.ts";
import type { AuditEntry } from "#db/schema/index.ts";
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from "../page.ts";
import { plainText } from "../text.ts";

/** What an entry of the audit log looks like from outside, and what may be asked of the log. */

const when = z.iso.datetime({ offset: true });

export const auditFilterInput = z.strictObject({
  actor: plainText(254).optional().meta({ description: "Who: an id, or the whole e-mail or name of an API key." }),
  actorKind: z
    .enum(["user", "apiKey", "system"])
    .optional()
    .meta({ description: "By console, API key or Hato itself." }),
  action: z
    .string()
    .max(64)
    .regex(/^[A-Za-z]+(\.[A-Za-z]+)?$/, "must be such as device.create, or device for all of a device's")
    .optional()
    .meta({ description: "What: `device.create`, or `device` for all that begins so." }),
  target: plainText(254).optional().meta({ description: "On what: an id, or a whole name." }),
  from: when.optional().meta({ description: "RFC 3339; this moment included." }),
  to: when.optional().meta({ description: "RFC 3339; this moment not included." }),
});

export const listAuditInput = auditFilterInput.extend({
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
  cursor: z.string().max(500).optional().meta({ description: "`nextCursor` of the page before." }),
});
export type ListAuditInput = z.output<typeof listAuditInput>;

export const exportAuditInput = auditFilterInput.extend({
  format: z.enum(["csv", "jsonl"]).default("csv").meta({ description: "jsonl: one JSON object a line." }),
});
export type ExportAuditInput = z.output<typeof exportAuditInput>;

const values = z.record(z.string(), z.unknown()).nullable();

const effect = z
  .object({
    appliedAt: z.string().meta({ description: "RFC 3339: when the last open connection had been brought to it." }),
    connectionsEnded: z.int(),
    subscriptionsCut: z.int(),
    losses: z
      .array(
        z.object({
          deviceId: z.string().nullable(),
          deviceName: z.string(),
          clientId: z.string(),
          filter: z.string().nullable().meta({ description: "The subscription; null when the connection was lost." }),
        }),
      )
      .readonly()
      .meta({ description: "The first of them." }),
  })
  .meta({ id: "ChangeEffect" });

export const auditEntryView = z
  .strictObject({
    id: z.string(),
    at: z.iso.datetime().meta({ description: "RFC 3339, UTC." }),
    actorKind: z.enum(["user", "apiKey", "system"]),
    actorId: z.string().nullable(),
    actor: z.string().meta({ description: "E-mail or key name at the time." }),
    address: z.string().nullable().meta({ description: "The network address that the request came from." }),
    action: z.string(),
    targetKind: z.string(),
    targetId: z.string(),
    target: z.string().meta({ description: "Its name at the time." }),
    before: values.meta({ description: "What was; only what changed, and never a secret." }),
    after: values.meta({ description: "What is since." }),
    effect: effect.nullable().meta({
      description: "What the change took from open connections; null when nothing, or until the broker has applied it.",
    }),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntryView = z.output<typeof auditEntryView>;

export function presentAuditEntry(entry: AuditEntry): AuditEntryView {
  return {
    id: entry.id,
    at: entry.at.toISOString(),
    actorKind: entry.actorKind,
    actorId: entry.actorId,
    actor: entry.actorLabel,
    address: entry.address,
    action: entry.action,
    targetKind: entry.targetKind,
    targetId: entry.targetId,
    target: entry.targetLabel,
    before: entry.before,
    after: entry.after,
    effect: entry.effect,
  };
}

export function filterOf(input: z.output<typeof auditFilterInput>): AuditFilter {
  const { actor, actorKind, action, target, from, to } = input;
  const date = (text: string | undefined) => (text === undefined ? undefined : new Date(text));
  return { actor, actorKind, action, target, from: date(from), to: date(to) };
}
