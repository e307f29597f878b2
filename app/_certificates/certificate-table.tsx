"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { CertificateView } from "../_services/certificates/certificate.ts";
import { Badge } from "../_ui/badge.tsx";
import { Table, Td, Th, Tr } from "../_ui/table.tsx";
import { TimeAgo } from "../_ui/time-ago.tsx";
import { Expiry } from "./expiry.tsx";
import { Fingerprint } from "./fingerprint.tsx";
import { RevokeCertificate } from "./revoke-certificate.tsx";
import { endOf, STATUS_TONES } from "./status.ts";

interface CertificateTableProps {
  readonly tenantSlug: string;
  readonly certificates: readonly CertificateView[];
  readonly mayWrite: boolean;
}

export function CertificateTable({ tenantSlug, certificates, mayWrite }: CertificateTableProps) {
  const t = useTranslations("certificates");
  return (
    <Table>
      <thead>
        <tr>
          <Th className="w-1/3">{t("columns.device")}</Th>
          <Th className="hidden lg:table-cell">{t("columns.fingerprint")}</Th>
          <Th>{t("columns.ends")}</Th>
          <Th className="hidden md:table-cell">{t("columns.lastUsed")}</Th>
          {mayWrite ? (
            <Th>
              <span className="sr-only">{t("columns.actions")}</span>
            </Th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {certificates.map((certificate) => (
          <Tr key={certificate.id}>
            <Td className="max-w-0 py-1.5">
              <Link
                href={`/${tenantSlug}/devices/${certificate.deviceId}`}
                className="block truncate font-medium hover:underline"
              >
                {certificate.deviceName}
              </Link>
              <span className="flex flex-wrap gap-1">
                <Badge>{t(`origin.${certificate.origin}`)}</Badge>
                {certificate.status === "active" ? null : (
                  <Badge tone={STATUS_TONES[certificate.status]}>{t(`status.${certificate.status}`)}</Badge>
                )}
              </span>
            </Td>
            <Td className="hidden lg:table-cell">
              <Fingerprint value={certificate.fingerprint} />
            </Td>
            <Td>
              <Expiry
                notBefore={certificate.notBefore}
                notAfter={certificate.notAfter}
                endedAt={endOf(certificate)}
                bare
              />
            </Td>
            <Td className="hidden text-xs whitespace-nowrap text-muted md:table-cell">
              {certificate.lastUsedAt === null ? t("neverUsed") : <TimeAgo at={certificate.lastUsedAt} />}
            </Td>
            {mayWrite ? (
              <Td className="text-right">
                {certificate.status === "active" || certificate.status === "notYetValid" ? (
                  <RevokeCertificate tenantSlug={tenantSlug} certificate={certificate} />
                ) : null}
              </Td>
            ) : null}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
