"use client";

import { Layers, PencilLine, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { GroupSummaryView } from "../_services/groups/group.ts";
import { Badge } from "../_ui/badge.tsx";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { EmptyState } from "../_ui/empty-state.tsx";
import { useHotkey } from "../_ui/hotkey.ts";
import { Table, Td, Th, Tr } from "../_ui/table.tsx";
import { toast } from "../_ui/toast.tsx";
import { deleteGroup } from "./actions.ts";
import { GroupDialog } from "./group-dialog.tsx";

interface GroupListProps {
  readonly tenantSlug: string;
  readonly groups: readonly GroupSummaryView[];
  /** Names of all roles of the tenant. */
  readonly roles: readonly string[];
  readonly priorityDefault: number;
  readonly mayWrite: boolean;
}

/** Groups in the order in which their roles are asked. */
export function GroupList({ tenantSlug, groups, roles, priorityDefault, mayWrite }: GroupListProps) {
  const t = useTranslations("groups");
  const [editing, setEditing] = useState<GroupSummaryView | "new">();
  const [deleting, setDeleting] = useState<GroupSummaryView>();
  useHotkey("c", () => mayWrite && setEditing("new"), mayWrite ? t("create") : undefined);
  const create = (
    <Button variant="primary" onClick={() => setEditing("new")}>
      <Plus aria-hidden />
      {t("create")}
    </Button>
  );
  return (
    <>
      {groups.length === 0 ? (
        <EmptyState
          icon={Layers}
          title={t("empty.title")}
          description={t("empty.text")}
          action={mayWrite ? create : undefined}
        />
      ) : (
        <div className="flex flex-col gap-3">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="max-w-prose text-sm text-muted">{t("order")}</p>
            {mayWrite ? create : null}
          </div>
          <Table>
            <thead>
              <tr>
                <Th className="w-20 text-right">{t("columns.priority")}</Th>
                <Th>{t("columns.name")}</Th>
                <Th>{t("columns.labels")}</Th>
                <Th className="hidden sm:table-cell">{t("columns.roles")}</Th>
                {mayWrite ? (
                  <Th>
                    <span className="sr-only">{t("columns.actions")}</span>
                  </Th>
                ) : null}
              </tr>
            </thead>
            <tbody>
              {groups.map((group) => (
                <Tr key={group.id}>
                  <Td className="text-right font-mono text-xs text-muted tabular-nums">{group.priority}</Td>
                  <Td className="py-2">
                    <span className="font-medium">{group.name}</span>
                    {group.description === "" ? null : (
                      <span className="block text-xs text-muted">{group.description}</span>
                    )}
                  </Td>
                  <Td>
                    <span className="flex flex-wrap gap-1">
                      {Object.entries(group.selector).map(([key, value]) => (
                        <Badge key={key} className="font-mono">
                          {key}={value}
                        </Badge>
                      ))}
                    </span>
                  </Td>
                  <Td className="hidden sm:table-cell">
                    <span className="flex flex-wrap gap-1">
                      {group.roles.map((role) => (
                        <Badge key={role} tone="accent" className="font-mono">
                          {role}
                        </Badge>
                      ))}
                      {group.roles.length === 0 ? <span className="text-xs text-muted">{t("noRoles")}</span> : null}
                    </span>
                  </Td>
                  {mayWrite ? (
                    <Td className="text-right whitespace-nowrap">
                      <Button
                        variant="quiet"
                        size="iconSm"
                        aria-label={t("changeOne", { name: group.name })}
                        onClick={() => setEditing(group)}
                      >
                        <PencilLine aria-hidden />
                      </Button>
                      <Button
                        variant="quiet"
                        size="iconSm"
                        aria-label={t("deleteOne", { name: group.name })}
                        onClick={() => setDeleting(group)}
                      >
                        <Trash2 aria-hidden />
                      </Button>
                    </Td>
                  ) : null}
                </Tr>
              ))}
            </tbody>
          </Table>
        </div>
      )}
      <GroupDialog
        tenantSlug={tenantSlug}
        roles={roles}
        priority={priorityDefault}
        group={editing === "new" ? undefined : editing}
        open={editing !== undefined}
        onOpenChange={(open) => {
          if (!open) setEditing(undefined);
        }}
      />
      <ConfirmDialog
        open={deleting !== undefined}
        onOpenChange={(open) => {
          if (!open) setDeleting(undefined);
        }}
        title={t("deleteTitle", { name: deleting?.name ?? "" })}
        description={t("deleteText")}
        confirm={t("delete")}
        run={() => deleteGroup(tenantSlug, deleting?.id ?? "")}
        onDone={() => toast(t("deleted"))}
      />
    </>
  );
}
