"use client";

import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { SessionDetailView } from "../_services/sessions/session.ts";
import { Badge } from "../_ui/badge.tsx";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { Table, Td, Th, Tr } from "../_ui/table.tsx";
import { toast } from "../_ui/toast.tsx";
import { removeSubscription } from "./actions.ts";

interface SubscriptionTableProps {
  readonly tenantSlug: string;
  readonly sessionId: string;
  readonly subscriptions: SessionDetailView["subscriptionList"];
  readonly mayWrite: boolean;
}

/** What the client subscribed to, and the way to take one of them from it. */
export function SubscriptionTable({ tenantSlug, sessionId, subscriptions, mayWrite }: SubscriptionTableProps) {
  const t = useTranslations("sessions.subscriptions");
  return (
    <Table>
      <thead>
        <tr>
          <Th>{t("filter")}</Th>
          <Th>{t("qos")}</Th>
          <Th className="hidden sm:table-cell">{t("options")}</Th>
          {mayWrite ? (
            <Th className="w-12">
              <span className="sr-only">{t("actions")}</span>
            </Th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {subscriptions.map(({ filter, qos, noLocal, retainAsPublished, subscriptionIdentifier }) => (
          <Tr key={filter}>
            <Td className="font-mono text-xs break-all">{filter}</Td>
            <Td className="tabular-nums">{qos}</Td>
            <Td className="hidden sm:table-cell">
              <span className="flex flex-wrap gap-1">
                {filter.startsWith("$share/") ? <Badge>{t("shared")}</Badge> : null}
                {noLocal ? <Badge>{t("noLocal")}</Badge> : null}
                {retainAsPublished ? <Badge>{t("retainAsPublished")}</Badge> : null}
                {subscriptionIdentifier === 0 ? null : (
                  <Badge>{t("identifier", { identifier: String(subscriptionIdentifier) })}</Badge>
                )}
              </span>
            </Td>
            {mayWrite ? (
              <Td className="text-right">
                <ConfirmDialog
                  trigger={
                    <Button size="iconSm" variant="quiet" aria-label={t("remove", { filter })}>
                      <Trash2 aria-hidden />
                    </Button>
                  }
                  title={t("title")}
                  description={<span className="break-words">{t("text", { filter })}</span>}
                  confirm={t("confirm")}
                  run={() => removeSubscription(tenantSlug, sessionId, filter)}
                  onDone={() => toast(t("done"))}
                />
              </Td>
            ) : null}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
