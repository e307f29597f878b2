"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { TokenIssuerView } from "../_services/token-issuers/token-issuer.ts";
import { Badge } from "../_ui/badge.tsx";
import { Table, Td, Th, Tr } from "../_ui/table.tsx";
import { TimeAgo } from "../_ui/time-ago.tsx";

interface IssuerListProps {
  readonly tenantSlug: string;
  readonly issuers: readonly TokenIssuerView[];
}

/** The tenant's token issuers; each name leads to its page. */
export function IssuerList({ tenantSlug, issuers }: IssuerListProps) {
  const t = useTranslations("deviceSignIn.issuers");
  return (
    <Table aria-labelledby="issuers">
      <thead>
        <tr>
          <Th className="w-1/2">{t("name")}</Th>
          <Th className="hidden md:table-cell">{t("keys")}</Th>
          <Th>{t("status")}</Th>
          <Th className="hidden sm:table-cell">{t("lastUsed")}</Th>
        </tr>
      </thead>
      <tbody>
        {issuers.map((issuer) => (
          <Tr key={issuer.id} className="relative">
            <Td className="max-w-0 py-2">
              <Link
                href={`/${tenantSlug}/device-sign-in/${issuer.id}`}
                className="block truncate font-medium after:absolute after:inset-0"
              >
                {issuer.name}
              </Link>
              <code className="block truncate font-mono text-xs text-muted">{issuer.issuer}</code>
            </Td>
            <Td className="hidden md:table-cell">
              <span className="flex flex-wrap items-center gap-1">
                {issuer.algorithms.map((algorithm) => (
                  <Badge key={algorithm}>{algorithm}</Badge>
                ))}
              </span>
              <span className="block max-w-56 truncate text-xs text-muted">
                {issuer.jwksUrl === null ? t("given", { count: issuer.keys.length }) : hostOf(issuer.jwksUrl)}
              </span>
            </Td>
            <Td>
              <Badge tone={issuer.enabled ? "ok" : "neutral"}>{t(issuer.enabled ? "enabled" : "disabled")}</Badge>
            </Td>
            <Td className="hidden text-xs whitespace-nowrap text-muted sm:table-cell">
              {issuer.lastUsedAt === null ? t("neverUsed") : <TimeAgo at={issuer.lastUsedAt} />}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

const hostOf = (url: string): string => URL.parse(url)?.host ?? url;
