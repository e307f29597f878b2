import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { RoleSummaryView } from "../_services/roles/role.ts";
import { Badge } from "../_ui/badge.tsx";
import { Table, Td, Th, Tr } from "../_ui/table.tsx";
import { TimeAgo } from "../_ui/time-ago.tsx";

export function RoleList({
  tenantSlug,
  roles,
}: {
  readonly tenantSlug: string;
  readonly roles: readonly RoleSummaryView[];
}) {
  const t = useTranslations("roles");
  return (
    <Table>
      <thead>
        <tr>
          <Th className="w-1/2">{t("columns.name")}</Th>
          <Th className="text-right">{t("columns.rules")}</Th>
          <Th className="text-right">{t("columns.devices")}</Th>
          <Th className="hidden text-right sm:table-cell">{t("columns.groups")}</Th>
          <Th className="hidden md:table-cell">{t("columns.changed")}</Th>
          <Th className="w-8" aria-hidden="true" />
        </tr>
      </thead>
      <tbody>
        {roles.map((role) => (
          <Tr key={role.id} className="relative">
            <Td className="max-w-0 py-2">
              <span className="flex items-center gap-2">
                <Link
                  href={`/${tenantSlug}/roles/${role.id}`}
                  className="truncate font-medium after:absolute after:inset-0 hover:underline"
                >
                  {role.name}
                </Link>
                {role.builtIn ? <Badge>{t("builtIn")}</Badge> : null}
              </span>
              {role.description === "" ? null : (
                <span className="block truncate text-xs text-muted">{role.description}</span>
              )}
            </Td>
            <Td className="text-right tabular-nums">{role.ruleCount}</Td>
            <Td className="text-right tabular-nums">{role.deviceCount}</Td>
            <Td className="hidden text-right tabular-nums sm:table-cell">{role.groupCount}</Td>
            <Td className="hidden text-xs whitespace-nowrap text-muted md:table-cell">
              <TimeAgo at={role.updatedAt} />
            </Td>
            <Td className="pl-0 text-faint">
              <ChevronRight aria-hidden className="size-4" />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
