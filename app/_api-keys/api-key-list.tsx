"use client";

import { useTranslations } from "next-intl";
import type { ApiKeyView } from "../_services/api-keys/api-key.ts";
import { Badge } from "../_ui/badge.tsx";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { Table, Td, Th, Tr } from "../_ui/table.tsx";
import { TimeAgo } from "../_ui/time-ago.tsx";
import { toast } from "../_ui/toast.tsx";
import { revokeApiKey } from "./actions.ts";
import { RotateApiKey } from "./rotate-api-key.tsx";

interface ApiKeyListProps {
  readonly tenantSlug: string;
  readonly keys: readonly ApiKeyView[];
  readonly mayWrite: boolean;
}

const TONES = { active: "ok", expired: "neutral", revoked: "danger" } as const;

export function ApiKeyList({ tenantSlug, keys, mayWrite }: ApiKeyListProps) {
  const t = useTranslations("apiKeys");
  return (
    <Table>
      <thead>
        <tr>
          <Th className="w-1/3">{t("columns.name")}</Th>
          <Th className="hidden sm:table-cell">{t("columns.scopes")}</Th>
          <Th>{t("columns.status")}</Th>
          <Th className="hidden md:table-cell">{t("columns.lastUsed")}</Th>
          <Th className="hidden lg:table-cell">{t("columns.expires")}</Th>
          {mayWrite ? (
            <Th>
              <span className="sr-only">{t("columns.actions")}</span>
            </Th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <Tr key={key.id}>
            <Td className="max-w-0 py-1.5">
              <span className="block truncate font-medium">{key.name}</span>
              <code className="font-mono text-xs text-muted">{key.keyPrefix}…</code>
            </Td>
            <Td className="hidden sm:table-cell">
              <span className="flex flex-wrap gap-1">
                {key.scopes.map((scope) => (
                  <Badge key={scope}>{scope}</Badge>
                ))}
              </span>
            </Td>
            <Td>
              <Badge tone={TONES[key.status]}>{t(`status.${key.status}`)}</Badge>
            </Td>
            <Td className="hidden text-xs whitespace-nowrap text-muted md:table-cell">
              {key.lastUsedAt === null ? t("neverUsed") : <TimeAgo at={key.lastUsedAt} />}
            </Td>
            <Td className="hidden text-xs whitespace-nowrap text-muted lg:table-cell">
              {key.expiresAt === null ? t("noExpiry") : t("expires", { at: new Date(key.expiresAt) })}
            </Td>
            {mayWrite ? (
              <Td className="text-right">
                {key.status === "active" ? (
                  <span className="flex justify-end gap-1">
                    <RotateApiKey tenantSlug={tenantSlug} apiKey={key} />
                    <ConfirmDialog
                      trigger={
                        <Button size="sm" variant="dangerQuiet" aria-label={t("revokeOne", { name: key.name })}>
                          {t("revoke")}
                        </Button>
                      }
                      title={t("revokeTitle", { name: key.name })}
                      description={t("revokeText")}
                      confirm={t("revokeNow")}
                      run={() => revokeApiKey(tenantSlug, key.id)}
                      onDone={() => toast(t("revoked"))}
                    />
                  </span>
                ) : null}
              </Td>
            ) : null}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
