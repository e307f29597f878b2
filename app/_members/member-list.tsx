"use client";

import { useTranslations } from "next-intl";
import type { MemberView } from "../_services/members/member.ts";
import { Badge } from "../_ui/badge.tsx";
import { Table, Td, Th, Tr } from "../_ui/table.tsx";
import { TimeAgo } from "../_ui/time-ago.tsx";
import { MemberMenu, type Viewer } from "./member-menu.tsx";

const TONES = { owner: "accent", admin: "neutral", developer: "neutral", viewer: "neutral" } as const;

export function MemberList({ viewer, members }: { readonly viewer: Viewer; readonly members: readonly MemberView[] }) {
  const t = useTranslations("members");
  return (
    <Table>
      <thead>
        <tr>
          <Th className="w-1/2">{t("columns.person")}</Th>
          <Th>{t("columns.role")}</Th>
          <Th className="hidden md:table-cell">{t("columns.lastActive")}</Th>
          <Th className="hidden lg:table-cell">{t("columns.joined")}</Th>
          <Th>
            <span className="sr-only">{t("columns.actions")}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <Tr key={member.id}>
            <Td className="max-w-0 py-1.5">
              <span className="flex items-center gap-3">
                <Initial name={member.name || member.email} />
                <span className="min-w-0">
                  <span className="flex items-center gap-2">
                    <span className="truncate font-medium">{member.name || member.email}</span>
                    {member.id === viewer.id ? <Badge>{t("you")}</Badge> : null}
                  </span>
                  {member.name === "" ? null : (
                    <span className="block truncate text-xs text-muted">{member.email}</span>
                  )}
                </span>
              </span>
            </Td>
            <Td>
              <Badge tone={TONES[member.role]}>{t(`roles.${member.role}`)}</Badge>
            </Td>
            <Td className="hidden text-xs whitespace-nowrap text-muted md:table-cell">
              {member.lastActiveAt === null ? t("never") : <TimeAgo at={member.lastActiveAt} />}
            </Td>
            <Td className="hidden text-xs whitespace-nowrap text-muted lg:table-cell">
              {t("on", { at: new Date(member.joinedAt) })}
            </Td>
            <Td className="w-0 text-right">
              <MemberMenu viewer={viewer} member={member} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Initial({ name }: { readonly name: string }) {
  return (
    <span
      aria-hidden
      className="hidden size-7 shrink-0 place-items-center rounded-full bg-accent-soft text-xs font-medium text-accent-text sm:grid"
    >
      {[...name.trim()][0]?.toUpperCase() ?? "?"}
    </span>
  );
}
