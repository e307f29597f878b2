import { z } from "zod";
import { ACCESS_LIMITS, DEFAULT_LIMITS, TEXT_LIMITS } from "#core/limits.ts";
import { validateTopicFilter, validateTopicName } from "#core/topic.ts";
import { deviceLabels } from "../devices/device.ts";
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from "../page.ts";
import { FILTER_FAULT_WORDS } from "../roles/filter-fault-words.ts";
import { rule } from "../roles/role.ts";
import { plainText } from "../text.ts";

/** What may be asked about access, and how it is answered: the simulator and REST alike. */

const ID_CHARS_MAX = 40;
/** The broker's own, as far as people ask. */
const TOPIC_LIMITS = { topicLevelsMax: DEFAULT_LIMITS.topicLevelsMax, topicBytesMax: 1_024 };

const qos = z.literal([0, 1, 2]);
const name = plainText(TEXT_LIMITS.deviceNameCharsMax);
const roleNames = z.array(plainText(ACCESS_LIMITS.roleNameCharsMax)).max(ACCESS_LIMITS.rolesPerDeviceMax);

const imagined = z
  .strictObject({
    device: name.default("").meta({ description: "What `${device}` stands for; empty: nothing." }),
    labels: deviceLabels.default({}).meta({ description: "They decide on its groups too." }),
    roles: roleNames.default([]).meta({ description: "Names of its roles; those of its groups come after them." }),
  })
  .meta({ id: "ImaginedDevice", description: "A device that need not exist." });

const subject = {
  deviceId: plainText(ID_CHARS_MAX).optional(),
  credentialId: plainText(ID_CHARS_MAX).optional().meta({ description: "The device of this credential." }),
  imagined: imagined.optional(),
  clientId: plainText(255).optional().meta({ description: "As it would say in CONNECT; the device's name if absent." }),
  username: plainText(255).optional().meta({ description: "Without its tenant; the device's name if absent." }),
  withRoles: roleNames.default([]).meta({ description: "What if it had these roles as well?" }),
  withoutRoles: roleNames.default([]).meta({ description: "What if it had these roles no more?" }),
};

interface Subjects {
  readonly deviceId?: string | undefined;
  readonly credentialId?: string | undefined;
  readonly imagined?: object | undefined;
}

function requireOneSubject({ deviceId, credentialId, imagined }: Subjects, context: z.RefinementCtx): void {
  if ([deviceId, credentialId, imagined].filter((one) => one !== undefined).length === 1) return;
  const message = "must be named exactly once: deviceId, credentialId or imagined";
  context.addIssue({ code: "custom", path: ["deviceId"], message, params: { code: "one_subject" } });
}

const topicText = z
  .string()
  .min(1)
  .meta({ description: "A topic name; to subscribe, a topic filter, with `$share/…/` if you like." });

const question = {
  action: z.enum(["publish", "subscribe", "will"]).meta({ description: "A will is judged at CONNECT, as a PUBLISH." }),
  topic: topicText,
  qos: qos.default(0),
  retain: z.boolean().default(false).meta({ description: "Of a PUBLISH or a will." }),
};

function requireTopic({ action, topic }: { action: string; topic: string }, context: z.RefinementCtx): void {
  const forFilters = action === "subscribe";
  const fault = forFilters ? validateTopicFilter(topic, TOPIC_LIMITS) : validateTopicName(topic, TOPIC_LIMITS);
  if (fault === undefined) return;
  const message = FILTER_FAULT_WORDS[fault];
  context.addIssue({ code: "custom", path: ["topic"], message, params: { code: "invalid_topic", fault } });
}

export const accessSubjectInput = z.strictObject(subject).superRefine(requireOneSubject).meta({ id: "AccessSubject" });
export type AccessSubjectInput = z.output<typeof accessSubjectInput>;

export const explainAccessInput = z
  .strictObject({ ...subject, ...question })
  .superRefine(requireOneSubject)
  .superRefine(requireTopic)
  .meta({ id: "ExplainAccess" });
export type ExplainAccessInput = z.output<typeof explainAccessInput>;

export const listAllowedInput = z
  .strictObject({
    action: z.enum(["publish", "subscribe"]),
    topic: topicText,
    qos: z.coerce.number().pipe(qos).default(0),
    retain: z
      .enum(["true", "false"])
      .default("false")
      .transform((text) => text === "true"),
    limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
    cursor: z.string().max(500).optional().meta({ description: "`nextCursor` of the page before." }),
  })
  .superRefine(requireTopic);
export type ListAllowedInput = z.output<typeof listAllowedInput>;

const decidingRule = z.strictObject({
  roleName: z.string(),
  position: z.int().meta({ description: "1 for the first rule of the role." }),
  filter: z.string().meta({ description: "As written." }),
});
const nullableRule = decidingRule
  .nullable()
  .meta({ description: "The rule that decided; null: none applied, and what no rule allows is denied." });

const action = z.enum(["publish", "subscribe", "both"]);
const effect = z.enum(["allow", "deny"]);
const expanded = z
  .string()
  .nullable()
  .meta({ description: "The filter with its variables filled in; null when one has no usable value." });

export const accessVerdictView = z
  .strictObject({
    allowed: z.boolean(),
    deciding: nullableRule,
    trace: z
      .array(
        z.strictObject({
          roleName: z.string(),
          position: z.int(),
          effect,
          action,
          filter: z.string(),
          expanded,
          outcome: z.enum([
            "decided",
            "otherAction",
            "noMatch",
            "notCovered",
            "qosTooHigh",
            "retainNotAllowed",
            "variableUnusable",
          ]),
        }),
      )
      .meta({ description: "Every rule that was asked, in order, the deciding one last." }),
    identity: z
      .strictObject({
        device: z.string().nullable(),
        clientId: z.string().nullable(),
        username: z.string().nullable(),
        labels: z.record(z.string(), z.string()),
      })
      .meta({ description: "What the variables stood for." }),
    roles: z
      .array(z.strictObject({ id: z.string(), name: z.string(), group: z.string().nullable() }))
      .meta({ description: "The roles that were asked, in order; with the group that gave it, if one did." }),
    status: z
      .enum(["enabled", "disabled"])
      .nullable()
      .meta({ description: "Of the device; one that is disabled cannot connect, whatever its rules say." }),
    proposal: z
      .strictObject({
        roleName: z.string().nullable().meta({ description: "Where it would go; null: the device has no role yet." }),
        roleId: z.string().nullable(),
        position: z.int().meta({ description: "Its place in the role." }),
        rule,
      })
      .nullable()
      .meta({ description: "The narrowest rule that would allow it; null when it is allowed, or no rule can." }),
  })
  .meta({ id: "AccessVerdict" });
export type AccessVerdictView = z.output<typeof accessVerdictView>;

const reach = z.array(
  z.strictObject({
    roleName: z.string(),
    position: z.int(),
    effect,
    filter: z.string(),
    expanded,
    qosMax: qos,
    retainAllowed: z.boolean(),
    except: z
      .array(z.string())
      .meta({ description: "Filters denied by rules before it that reach into this one's; the first 20." }),
    effective: z.boolean().meta({ description: "False: rules before it decide all that it could." }),
  }),
);

export const accessReachView = z
  .strictObject({
    publish: reach.meta({ description: "The rules that decide on publishing, in the order they are asked." }),
    subscribe: reach.meta({ description: "The rules that decide on subscribing, in the order they are asked." }),
  })
  .meta({ id: "AccessReach" });
export type AccessReachView = z.output<typeof accessReachView>;

export const allowedDeviceView = z
  .strictObject({
    device: z.strictObject({ id: z.string(), name: z.string(), status: z.enum(["enabled", "disabled"]) }),
    rule: decidingRule,
  })
  .meta({ id: "AllowedDevice" });
export type AllowedDeviceView = z.output<typeof allowedDeviceView>;

export const previewImpactInput = z
  .strictObject({
    roleId: z.string().max(ID_CHARS_MAX),
    rules: z
      .array(rule)
      .max(ACCESS_LIMITS.rulesPerRoleMax)
      .meta({ description: "Those that the role would have; none: as if it were gone." }),
  })
  .meta({ id: "PreviewImpact" });
export type PreviewImpactInput = z.output<typeof previewImpactInput>;

export const impactView = z
  .strictObject({
    sessionsAffected: z.int().meta({ description: "Sessions, connected or not, whose rights would be others." }),
    connectionsAffected: z.int().meta({ description: "Of these, those with a connection." }),
    subscriptionsCut: z.int(),
    willsDenied: z.int().meta({ description: "Wills that would not be published any more." }),
    losses: z
      .array(
        z.strictObject({
          deviceId: z.string().nullable(),
          deviceName: z.string(),
          clientId: z.string(),
          filter: z.string().nullable(),
          online: z.boolean(),
        }),
      )
      .meta({ description: "The first subscriptions that would be cut." }),
    complete: z.boolean().meta({ description: "False: there were too many sessions to look at all of them." }),
  })
  .meta({ id: "Impact" });
export type ImpactView = z.output<typeof impactView>;
