import { z } from "zod";
import type { Invitation } from "#db/schema/index.ts";
import { memberRole } from "../members/member.ts";
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from "../page.ts";
import { email } from "../users/person.ts";

/** What an invitation looks like from outside, and what may be asked of one. */

export const INVITATION_DAYS = [1, 7, 30] as const;

export const createInvitationInput = z
  .strictObject({
    role: memberRole,
    email: email.nullable().default(null).meta({
      description: "Only this account may accept, and mail is sent where it is configured; null: whoever has the link.",
    }),
    expiresInDays: z
      .literal([...INVITATION_DAYS])
      .default(7)
      .meta({ description: "How long the link works." }),
  })
  .meta({ id: "CreateInvitation" });
export type CreateInvitationInput = z.output<typeof createInvitationInput>;

const status = z.enum(["pending", "accepted", "revoked", "expired"]);

export const listInvitationsInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
  cursor: z.string().max(500).optional().meta({ description: "`nextCursor` of the page before." }),
  status: z.literal("pending").optional().meta({ description: "Only those that can still be accepted." }),
});
export type ListInvitationsInput = z.output<typeof listInvitationsInput>;

const timestamp = z.iso.datetime().meta({ description: "RFC 3339, UTC." });

export const invitationView = z
  .strictObject({
    id: z.string(),
    role: memberRole,
    email: z.string().nullable(),
    status,
    invitedBy: z.string().meta({ description: "E-mail or name of the API key." }),
    createdAt: timestamp,
    expiresAt: timestamp,
    acceptedAt: timestamp.nullable(),
    revokedAt: timestamp.nullable(),
  })
  .meta({ id: "Invitation" });
export type InvitationView = z.output<typeof invitationView>;

export function presentInvitation(invitation: Invitation, now: Date = new Date()): InvitationView {
  const { id, role, createdByLabel, createdAt, expiresAt, acceptedAt, revokedAt } = invitation;
  return {
    id,
    role,
    email: invitation.email,
    status:
      acceptedAt !== null ? "accepted" : revokedAt !== null ? "revoked" : expiresAt <= now ? "expired" : "pending",
    invitedBy: createdByLabel,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    acceptedAt: acceptedAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}

/** Where an invitation is accepted. */
export function invitationPath(token: string): string {
  return `/invite/${token}`;
}
