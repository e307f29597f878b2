import { z } from "zod";
import { BAN_CLIENT_ID_CHARS_MAX, TEXT_LIMITS } from "#core/limits.ts";
import { DEVICE_NAME } from "#core/names.ts";
import { formatNetwork, parseNetwork } from "#core/network.ts";
import type { Ban } from "#db/schema/index.ts";
import { pageInput } from "../page.ts";
import { plainText } from "../text.ts";

/** What a ban looks like from outside, and what may be asked of bans. */

const REASON_CHARS_MAX = 200;

const network = z
  .string()
  .max(64)
  .transform((text, ctx) => {
    const parsed = parseNetwork(text.trim());
    if (parsed !== undefined) return formatNetwork(parsed);
    ctx.addIssue({
      code: "custom",
      message: "must be an IP address or a network, such as 203.0.113.9 or 2001:db8::/32",
    });
    return z.NEVER;
  });

export const createBanInput = z
  .strictObject({
    clientId: plainText(BAN_CLIENT_ID_CHARS_MAX).min(1).optional().meta({ description: "Exactly this client id." }),
    device: z
      .string()
      .max(TEXT_LIMITS.deviceNameCharsMax)
      .regex(DEVICE_NAME, "must be a device's name")
      .optional()
      .meta({ description: "The name of a device; there need be none." }),
    network: network.optional().meta({ description: "An IPv4 or IPv6 address, or a network: `203.0.113.0/24`." }),
    reason: plainText(REASON_CHARS_MAX).default("").meta({ description: "For people." }),
    expiresAt: z.iso
      .datetime({ offset: true })
      .nullable()
      .default(null)
      .refine((text) => text === null || Date.parse(text) > Date.now(), { message: "must be in the future" })
      .meta({ description: "RFC 3339; null until it is lifted." }),
  })
  .refine(({ clientId, device, network }) => (clientId ?? device ?? network) !== undefined, {
    message: "must name a client id, a device or a network",
    path: ["clientId"],
  })
  .meta({ id: "CreateBan", description: "Where several are named, all must match." });
export type CreateBanInput = z.output<typeof createBanInput>;

export const listBansInput = z.strictObject(pageInput);
export type ListBansInput = z.output<typeof listBansInput>;

export const banView = z
  .strictObject({
    id: z.string(),
    clientId: z.string().nullable(),
    device: z.string().nullable(),
    network: z.string().nullable(),
    reason: z.string(),
    createdBy: z.string().meta({ description: "E-mail, name of an API key, or `flapping detection`." }),
    createdAt: z.iso.datetime().meta({ description: "RFC 3339, UTC." }),
    expiresAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Ban" });
export type BanView = z.output<typeof banView>;

export function presentBan(ban: Ban): BanView {
  const { id, clientId, deviceName, network, reason, createdBy, createdAt, expiresAt } = ban;
  return {
    id,
    clientId: clientId === "" ? null : clientId,
    device: deviceName === "" ? null : deviceName,
    network: network === "" ? null : network,
    reason,
    createdBy,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
  };
}

/** Whom it names, on one line. */
export function banLabel({ clientId, deviceName, network }: Pick<Ban, "clientId" | "deviceName" | "network">): string {
  return [clientId, deviceName, network].filter((part) => part !== "").join(" · ");
}
