"use client";

import { Link2, Mail } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import type { InvitationView } from "../_services/invitations/invitation.ts";
import { Badge } from "../_ui/badge.tsx";
import { Button } from "../_ui/button.tsx";
import { Card, CardHeader } from "../_ui/card.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { toast } from "../_ui/toast.tsx";
import { revokeInvitation } from "./actions.ts";

interface InvitationListProps {
  readonly tenantSlug: string;
  readonly invitations: readonly InvitationView[];
  readonly mayWrite: boolean;
}

/** Links that nobody has used yet. */
export function InvitationList({ tenantSlug, invitations, mayWrite }: InvitationListProps) {
  const t = useTranslations("members");
  const heading = useId();
  return (
    <Card aria-labelledby={heading}>
      <CardHeader id={heading} title={t("pending.title")} description={t("pending.text")} />
      <ul className="divide-y">
        {invitations.map((invitation) => {
          const who = invitation.email ?? t("pending.anybody");
          const Icon = invitation.email === null ? Link2 : Mail;
          return (
            <li key={invitation.id} className="flex items-center gap-3 px-4 py-2.5">
              <Icon aria-hidden className="size-4 shrink-0 text-faint" />
              <span className="flex min-w-0 flex-1 flex-col">
                <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                  <span className="min-w-0 truncate text-sm font-medium">{who}</span>
                  <Badge>{t(`roles.${invitation.role}`)}</Badge>
                </span>
                <span className="text-xs text-muted">
                  {t("pending.by", { who: invitation.invitedBy })} ·{" "}
                  {t("pending.expires", { at: new Date(invitation.expiresAt) })}
                </span>
              </span>
              {mayWrite ? (
                <ConfirmDialog
                  trigger={
                    <Button size="sm" variant="dangerQuiet" aria-label={t("pending.revokeOne", { who })}>
                      {t("pending.revoke")}
                    </Button>
                  }
                  title={t("pending.revokeTitle")}
                  description={t("pending.revokeText")}
                  confirm={t("pending.revoke")}
                  run={() => revokeInvitation(tenantSlug, invitation.id)}
                  onDone={() => toast(t("pending.revoked"))}
                />
              ) : null}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
