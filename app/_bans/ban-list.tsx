"use client";

import { useTranslations } from "next-intl";
import type { BanView } from "../_services/bans/ban.ts";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { Table, Td, Th, Tr } from "../_ui/table.tsx";
import { TimeAgo } from "../_ui/time-ago.tsx";
import { toast } from "../_ui/toast.tsx";
import { liftBan } from "./actions.ts";

interface BanListProps {
  readonly tenantSlug: string;
  readonly bans: readonly BanView[];
  readonly mayWrite: boolean;
}

/** Who is kept out, why, by whom and until when. */
export function BanList({ tenantSlug, bans, mayWrite }: BanListProps) {
  const t = useTranslations("bans");
  return (
    <Table aria-label={t("title")}>
      <thead>
        <tr>
          <Th>{t("columns.whom")}</Th>
          <Th className="hidden sm:table-cell">{t("columns.reason")}</Th>
          <Th className="hidden md:table-cell">{t("columns.by")}</Th>
          <Th>{t("columns.until")}</Th>
          {mayWrite ? (
            <Th>
              <span className="sr-only">{t("columns.actions")}</span>
            </Th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {bans.map((ban) => {
          const parts = [
            ["clientId", ban.clientId],
            ["device", ban.device],
            ["network", ban.network],
          ] as const;
          const label = parts.flatMap(([, value]) => (value === null ? [] : [value])).join(" · ");
          return (
            <Tr key={ban.id}>
              <Td className="max-w-56 py-2">
                {parts.map(([kind, value]) =>
                  value === null ? null : (
                    <span key={kind} className="flex items-baseline gap-1.5">
                      <span className="shrink-0 text-xs text-muted">{t(`fields.${kind}`)}</span>
                      <code className="truncate font-mono text-xs">{value}</code>
                    </span>
                  ),
                )}
              </Td>
              <Td className="hidden max-w-64 truncate text-muted sm:table-cell">{ban.reason}</Td>
              <Td className="hidden text-xs text-muted md:table-cell">
                <span className="block truncate">{ban.createdBy}</span>
                <TimeAgo at={ban.createdAt} />
              </Td>
              <Td className="text-xs whitespace-nowrap text-muted">
                {ban.expiresAt === null ? t("forever") : t("until", { at: new Date(ban.expiresAt) })}
              </Td>
              {mayWrite ? (
                <Td className="text-right">
                  <ConfirmDialog
                    trigger={
                      <Button size="sm" aria-label={t("liftOne", { whom: label })}>
                        {t("lift")}
                      </Button>
                    }
                    tone="primary"
                    title={t("liftTitle", { whom: label })}
                    description={t("liftText")}
                    confirm={t("liftNow")}
                    run={() => liftBan(tenantSlug, ban.id)}
                    onDone={() => toast(t("lifted"))}
                  />
                </Td>
              ) : null}
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
