import { z } from "zod";
import { ACCESS_LIMITS, TEXT_LIMITS } from "#core/limits.ts";
import { DEVICE_NAME } from "#core/names.ts";
import { pageInput } from "../page.ts";
import { roleNames } from "../roles/role-names.ts";
import { plainText } from "../text.ts";
import { OVERLAP_HOURS } from "./overlap-hours.ts";

/** What a device and its credentials look like from outside, and what may be asked of them: forms and REST alike. */

/** Live credentials of one device; rotating with overlap adds one. */
export const CREDENTIALS_PER_DEVICE_MAX = 10;

export const deviceName = z
  .string()
  .min(1)
  .max(TEXT_LIMITS.deviceNameCharsMax)
  .regex(DEVICE_NAME, "must start with a letter or digit and hold only letters, digits and . _ : -")
  .meta({ description: "Unique in the tenant, part of the MQTT username, `${device}` in rules. It never changes." });

const labelKey = z
  .string()
  .max(TEXT_LIMITS.labelKeyCharsMax)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "must start with a letter or digit and hold only letters, digits and . _ -");

export const deviceLabels = z
  .record(labelKey, plainText(TEXT_LIMITS.labelValueCharsMax))
  .refine((labels) => Object.keys(labels).length <= TEXT_LIMITS.labelsMax, {
    message: `must have at most ${TEXT_LIMITS.labelsMax} labels`,
  })
  .meta({ description: `At most ${TEXT_LIMITS.labelsMax} pairs of key and value.` });

/** `site=osaka,floor=3`: all of these labels. */
export const labelSelector = plainText(2_000)
  .transform((text) => text.split(",").map((pair) => pair.trim().split("=", 2)))
  .pipe(z.array(z.tuple([labelKey, plainText(TEXT_LIMITS.labelValueCharsMax)])).max(TEXT_LIMITS.labelsMax))
  .transform((pairs): Record<string, string> => Object.fromEntries(pairs));

const description = plainText(TEXT_LIMITS.deviceDescriptionCharsMax);
export const deviceStatus = z.enum(["enabled", "disabled"]).meta({ description: "A disabled device cannot connect." });

export const createDeviceInput = z
  .strictObject({
    name: deviceName,
    description: description.default(""),
    labels: deviceLabels.default({}),
    roles: roleNames(ACCESS_LIMITS.rolesPerDeviceMax).default(["own-subtree"]),
  })
  .meta({ id: "CreateDevice" });
export type CreateDeviceInput = z.output<typeof createDeviceInput>;

export const updateDeviceInput = z
  .strictObject({
    description: description.optional(),
    labels: deviceLabels.optional().meta({ description: "Replaces all labels." }),
    status: deviceStatus.optional(),
    roles: roleNames(ACCESS_LIMITS.rolesPerDeviceMax)
      .optional()
      .meta({ description: "Replaces all roles of its own." }),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), {
    message: "must change something: description, labels, status or roles",
  })
  .meta({ id: "UpdateDevice" });
export type UpdateDeviceInput = z.output<typeof updateDeviceInput>;

export const listDevicesInput = z.strictObject({
  ...pageInput,
  sort: z.enum(["name", "-name", "id", "-id"]).default("name").meta({
    description: "`-` turns the order around; ids sort by the time of creation.",
  }),
  search: plainText(200).optional().meta({ description: "Part of the name or description, any case; or a whole id." }),
  name: plainText(TEXT_LIMITS.deviceNameCharsMax).optional().meta({ description: "Exactly this name." }),
  status: deviceStatus.optional(),
  labels: labelSelector
    .optional()
    .meta({ description: "Only devices with all of these labels: `site=osaka,floor=3`." }),
  role: plainText(ACCESS_LIMITS.roleNameCharsMax)
    .optional()
    .meta({ description: "Only devices that carry this role." }),
});
export type ListDevicesInput = z.output<typeof listDevicesInput>;

/** What a list of devices may be narrowed to, as text: in a URL, in a query. */
export type DeviceFilterText = Partial<Record<"search" | "status" | "labels" | "role" | "sort", string>>;

export const rotateCredentialInput = z
  .strictObject({
    overlapHours: z
      .literal([...OVERLAP_HOURS])
      .nullable()
      .default(0)
      .meta({
        description:
          "How long the device's present credentials stay valid beside the new one; null: as long as they have.",
      }),
    name: plainText(TEXT_LIMITS.credentialNameCharsMax)
      .default("")
      .meta({ description: "For people, to tell secrets apart." }),
    expiresAt: z.iso
      .datetime({ offset: true })
      .refine((text) => Date.parse(text) > Date.now(), { message: "must be in the future" })
      .nullable()
      .default(null)
      .meta({ description: "RFC 3339; null: never." }),
  })
  .meta({ id: "RotateCredential" });
export type RotateCredentialInput = Pick<z.output<typeof rotateCredentialInput>, "overlapHours"> &
  Partial<z.output<typeof rotateCredentialInput>>;

const timestamp = z.iso.datetime().meta({ description: "RFC 3339, UTC." });

const asOf = timestamp.meta({ description: "RFC 3339, UTC: when the broker saw it so, by its own clock." });

export const connectionView = z
  .discriminatedUnion("status", [
    z.strictObject({ status: z.literal("offline"), asOf }),
    z.strictObject({
      status: z.literal("online"),
      asOf,
      connections: z.int().min(1).meta({ description: "One device may be connected under several client ids." }),
      clientId: z.string().meta({ description: "Of the newest connection, as the rest." }),
      connectedAt: z.string(),
      address: z.string(),
      transport: z.enum(["tcp", "tls", "ws", "wss"]),
      protocolVersion: z.literal([3, 4, 5]).meta({ description: "3 is MQTT 3.1, 4 is 3.1.1, 5 is 5.0." }),
    }),
  ])
  .meta({ id: "Connection" });
export type ConnectionView = z.output<typeof connectionView>;

export const deviceView = z
  .strictObject({
    id: z.string().meta({ examples: ["dev_06f3k9a2x8n4q7r1t5v0w6y2zc"] }),
    name: z.string(),
    username: z.string().meta({ description: "The MQTT username: `<tenant>/<device>`." }),
    description: z.string(),
    status: deviceStatus,
    labels: z.record(z.string(), z.string()),
    roles: z.array(z.string()).meta({
      description: "Names of the device's own roles, asked in this order; those of its groups come after them.",
    }),
    version: z.int().min(1).meta({ description: "Rises with every update; it is the ETag." }),
    connection: connectionView.nullable().meta({
      description: "What the broker sees now; null when the broker cannot be asked.",
    }),
    createdAt: timestamp,
    updatedAt: timestamp,
    lastSeenAt: timestamp.nullable(),
  })
  .meta({ id: "Device" });
export type DeviceView = z.output<typeof deviceView>;

export const newCredentialView = z
  .strictObject({
    id: z.string(),
    username: z.string(),
    password: z.string().meta({ description: "Shown this once; only a hash of it is kept." }),
  })
  .meta({ id: "NewCredential" });
export type NewCredentialView = z.output<typeof newCredentialView>;

export const credentialView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    secretPrefix: z.string().meta({ description: "The first characters, to tell two credentials apart." }),
    status: z.enum(["active", "expired", "revoked"]),
    createdAt: timestamp,
    expiresAt: timestamp.nullable(),
    revokedAt: timestamp.nullable(),
    lastUsedAt: timestamp.nullable().meta({ description: "RFC 3339, UTC; written some seconds late." }),
    lastUsedAddress: z.string().nullable().meta({ description: "Where that came from." }),
  })
  .meta({ id: "Credential" });
export type CredentialView = z.output<typeof credentialView>;
