import { z } from "zod";
import { isId } from "#core/ids.ts";
import { ACCESS_LIMITS, DEFAULT_LIMITS, TEXT_LIMITS } from "#core/limits.ts";
import { validateRuleFilter } from "#core/rule-filter.ts";
import { validateTopicFilter, validateTopicName } from "#core/topic.ts";
import { deviceLabels } from "../devices/device.ts";
import { pageInput } from "../page.ts";
import { oneLine, plainText } from "../text.ts";
import { FILTER_FAULT_WORDS } from "./filter-fault-words.ts";

/** What a role looks like from outside, and what may be asked of it: forms and REST alike. */

/** 200 rules, whose filters have 1 024 bytes at most, and 50 tests. */
export const ROLE_BYTES_MAX = 256 * 1_024;

export const roleName = oneLine(ACCESS_LIMITS.roleNameCharsMax).meta({
  description: "Unique in the tenant. The names of built-in roles never change.",
});

const qos = z.literal([0, 1, 2]);
const allowed = z.enum(["allow", "deny"]);

const ruleFilter = z
  .string()
  .superRefine((filter, context) => {
    const found = validateRuleFilter(filter);
    if (found === undefined) return;
    const message = `${FILTER_FAULT_WORDS[found.fault]} (at character ${found.position + 1})`;
    context.addIssue({ code: "custom", message, params: { code: "invalid_filter", position: found.position } });
  })
  .meta({ description: "A topic filter, with `${device}`, `${clientId}`, `${username}` or `${label.name}` in it." });

export const rule = z
  .strictObject({
    effect: allowed,
    action: z.enum(["publish", "subscribe", "both"]),
    filter: ruleFilter,
    qosMax: qos.default(2).meta({ description: "The highest QoS that an allow rule allows; a deny denies every QoS." }),
    retainAllowed: z.boolean().default(true).meta({ description: "Whether an allow rule allows retained messages." }),
  })
  .meta({ id: "Rule", description: "The first rule that applies decides; when none does, the answer is no." });

const rules = z.array(rule).max(ACCESS_LIMITS.rulesPerRoleMax).meta({ description: "Asked in this order." });

const idText = plainText(TEXT_LIMITS.deviceNameCharsMax);

const testIdentity = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("device"),
    deviceId: z.string().refine((id) => isId("device", id), { message: "must be the id of a device" }),
    clientId: plainText(255).default(""),
  }),
  z.strictObject({
    kind: z.literal("imagined"),
    device: idText.default(""),
    clientId: plainText(255).default(""),
    username: plainText(255).default(""),
    labels: deviceLabels.default({}),
  }),
]);

/** The broker's own limits: a test asks what a client could ask. */
const TOPIC_LIMITS = { topicLevelsMax: DEFAULT_LIMITS.topicLevelsMax, topicBytesMax: 1_024 };

export const accessTest = z
  .strictObject({
    name: oneLine(ACCESS_LIMITS.testNameCharsMax).meta({ description: "What must hold, for people." }),
    as: testIdentity.meta({ description: "Who asks: a device as it is at that time, or one that need not exist." }),
    action: z.enum(["publish", "subscribe"]),
    topic: z.string().meta({ description: "A topic name; to subscribe, a topic filter." }),
    qos: qos.default(0),
    retain: z.boolean().default(false),
    expected: allowed,
  })
  .superRefine(({ action, topic }, context) => {
    const validate = action === "publish" ? validateTopicName : validateTopicFilter;
    const fault = validate(topic, TOPIC_LIMITS);
    if (fault === undefined) return;
    const params = { code: "invalid_topic" };
    context.addIssue({ code: "custom", path: ["topic"], message: FILTER_FAULT_WORDS[fault], params });
  })
  .meta({ id: "AccessTest", description: "A question that the role must go on answering as it does." });

const tests = z.array(accessTest).max(ACCESS_LIMITS.testsPerRoleMax).meta({
  description: "Asked of the role alone before it is saved; it is not saved unless all are answered as expected.",
});

const description = plainText(ACCESS_LIMITS.descriptionCharsMax);
const note = plainText(ACCESS_LIMITS.versionNoteCharsMax).meta({ description: "Why, for the list of versions." });

export const createRoleInput = z
  .strictObject({
    name: roleName,
    description: description.default(""),
    rules: rules.default([]),
    tests: tests.default([]),
    note: note.default(""),
  })
  .meta({ id: "CreateRole" });
export type CreateRoleInput = z.output<typeof createRoleInput>;

export const updateRoleInput = z
  .strictObject({
    name: roleName.optional(),
    description: description.optional(),
    rules: rules.optional().meta({ description: "Replaces all rules." }),
    tests: tests.optional().meta({ description: "Replaces all tests." }),
    note: note.default(""),
  })
  .refine(({ note: _, ...change }) => Object.values(change).some((value) => value !== undefined), {
    message: "must change something: name, description, rules or tests",
  })
  .meta({ id: "UpdateRole" });
export type UpdateRoleInput = z.output<typeof updateRoleInput>;

export const rollBackRoleInput = z
  .strictObject({ version: z.int().min(1).meta({ description: "Whose rules to take again." }), note: note.default("") })
  .meta({ id: "RollBackRole" });
export type RollBackRoleInput = z.output<typeof rollBackRoleInput>;

export const checkRoleInput = z
  .strictObject({
    rules: rules.optional().meta({ description: "Instead of those that the role has." }),
    tests: tests.optional().meta({ description: "Instead of those that the role has." }),
  })
  .meta({ id: "CheckRole" });
export type CheckRoleInput = z.output<typeof checkRoleInput>;

export const listRolesInput = z.strictObject({
  ...pageInput,
});
export type ListRolesInput = z.output<typeof listRolesInput>;

export const deleteRoleInput = z.strictObject({
  detach: z
    .enum(["true", "false"])
    .default("false")
    .transform((text) => text === "true")
    .meta({ description: "`true` takes the role from the devices and groups that have it." }),
});

const timestamp = z.iso.datetime().meta({ description: "RFC 3339, UTC." });
const version = z.int().min(1).meta({ description: "Rises with every save; it is the ETag." });

export const roleSummaryView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    builtIn: z.boolean().meta({ description: "Made with the tenant." }),
    version,
    ruleCount: z.int(),
    deviceCount: z.int().meta({ description: "Devices that carry the role themselves." }),
    groupCount: z.int().meta({ description: "Groups that give it to the devices they describe." }),
    updatedAt: timestamp,
  })
  .meta({ id: "RoleSummary" });
export type RoleSummaryView = z.output<typeof roleSummaryView>;

const ruleView = z
  .strictObject({
    effect: allowed,
    action: z.enum(["publish", "subscribe", "both"]),
    filter: z.string(),
    qosMax: z.int().min(0).max(2),
    retainAllowed: z.boolean(),
  })
  .meta({ id: "RuleLine" });

export const roleTemplateView = z
  .strictObject({ id: z.string(), description: z.string(), rules: z.array(ruleView) })
  .meta({ id: "RoleTemplate" });
export type RoleTemplateView = z.output<typeof roleTemplateView>;

const testView = z
  .strictObject({
    name: z.string(),
    as: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("device"), deviceId: z.string(), clientId: z.string() }),
      z.strictObject({
        kind: z.literal("imagined"),
        device: z.string(),
        clientId: z.string(),
        username: z.string(),
        labels: z.record(z.string(), z.string()),
      }),
    ]),
    action: z.enum(["publish", "subscribe"]),
    topic: z.string(),
    qos,
    retain: z.boolean(),
    expected: allowed,
  })
  .meta({ id: "AccessTestLine" });

export const roleView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    builtIn: z.boolean().meta({ description: "Made with the tenant." }),
    version,
    rules: z.array(ruleView),
    tests: z.array(testView),
    deviceCount: z.int().meta({ description: "Devices that carry the role themselves." }),
    groups: z
      .array(z.strictObject({ id: z.string(), name: z.string() }))
      .meta({ description: "Groups that give it to the devices they describe." }),
    affectedDevices: z.int().meta({ description: "Devices that have the role, of their own or by a group." }),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: "Role" });
export type RoleView = z.output<typeof roleView>;

const author = z
  .strictObject({ kind: z.enum(["user", "apiKey", "system"]), id: z.string().nullable(), label: z.string() })
  .meta({ description: "Who saved it." });

export const roleVersionView = z
  .strictObject({
    version: z.int().min(1),
    current: z.boolean().meta({ description: "Whether these are the rules in force." }),
    note: z.string(),
    author,
    ruleCount: z.int(),
    createdAt: timestamp,
  })
  .meta({ id: "RoleVersion" });
export type RoleVersionView = z.output<typeof roleVersionView>;

export const roleVersionWithRulesView = roleVersionView
  .extend({ rules: z.array(ruleView) })
  .meta({ id: "RoleVersionWithRules" });
export type RoleVersionWithRulesView = z.output<typeof roleVersionWithRulesView>;

export const diffVersionsInput = z.strictObject({
  against: z.coerce.number().int().min(1).max(2_147_483_647).optional().meta({
    description: "The version that it is compared with; left out: the one in force.",
  }),
});

const position = z.int().min(1);

export const roleDiffView = z
  .strictObject({
    from: z.int().min(1),
    to: z.int().min(1),
    changes: z
      .array(
        z.discriminatedUnion("kind", [
          z.strictObject({ kind: z.literal("added"), to: position, after: ruleView }),
          z.strictObject({ kind: z.literal("removed"), from: position, before: ruleView }),
          z.strictObject({ kind: z.literal("moved"), from: position, to: position, before: ruleView }),
          z.strictObject({
            kind: z.literal("changed"),
            from: position,
            to: position,
            before: ruleView,
            after: ruleView,
          }),
        ]),
      )
      .meta({ description: "In the order of the newer list. Rules that only others pushed along are not among them." }),
  })
  .meta({ id: "RoleDiff" });
export type RoleDiffView = z.output<typeof roleDiffView>;

const by = z.array(position).meta({ description: "The rules before it that are the cause." });

export const roleCheckView = z
  .strictObject({
    lints: z.array(
      z.discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("duplicate"), position, by }),
        z.strictObject({ kind: z.literal("shadowed"), position, by }),
        z.strictObject({ kind: z.literal("tooWide"), position }),
        z.strictObject({ kind: z.literal("idleDeny"), position }),
        z.strictObject({
          kind: z.literal("unsetVariable"),
          position,
          variable: z.string(),
          devices: z.int().meta({ description: "Of the role's devices, how many have no value for it." }),
        }),
      ]),
    ),
    tests: z.array(
      z.strictObject({
        name: z.string(),
        passed: z.boolean(),
        answer: allowed.nullable().meta({ description: "Null: the device that it names is gone." }),
        position: position.nullable().meta({ description: "The rule that decided; null when none did." }),
      }),
    ),
    affectedDevices: z.int().meta({ description: "Devices that have the role, of their own or by a group." }),
    impact: z
      .strictObject({
        connectionsAffected: z.int(),
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
        complete: z
          .boolean()
          .meta({ description: "False: there are too many sessions to look at all; at least as many." }),
      })
      .nullable()
      .meta({ description: "What sessions would lose at this moment; null when the broker cannot be asked." }),
  })
  .meta({ id: "RoleCheck" });
export type RoleCheckView = z.output<typeof roleCheckView>;
