"use client";

import { useTranslations } from "next-intl";
import type { Addresses } from "../_connect/addresses.ts";
import type { AuthorityView, CertificateView } from "../_services/certificates/certificate.ts";
import type { DeviceView } from "../_services/devices/device.ts";
import { Badge } from "../_ui/badge.tsx";
import { Card, CardHeader } from "../_ui/card.tsx";
import { TimeAgo } from "../_ui/time-ago.tsx";
import { AddCertificate } from "./add-certificate.tsx";
import { Expiry } from "./expiry.tsx";
import { Fingerprint } from "./fingerprint.tsx";
import { RevokeCertificate } from "./revoke-certificate.tsx";
import { endOf, STATUS_TONES } from "./status.ts";

interface DeviceCertificatesCardProps {
  readonly tenantSlug: string;
  readonly device: DeviceView;
  readonly certificates: readonly CertificateView[];
  /** Those that can sign a new one. */
  readonly signers: readonly Pick<AuthorityView, "id" | "name">[];
  readonly mayWrite: boolean;
  readonly addresses: Addresses;
}

/** The device's certificates: how it may come in without a secret. */
export function DeviceCertificatesCard(props: DeviceCertificatesCardProps) {
  const { tenantSlug, device, certificates, signers, mayWrite, addresses } = props;
  const t = useTranslations("certificates");
  return (
    <Card aria-labelledby="device-certificates">
      <CardHeader
        id="device-certificates"
        title={t("card.title")}
        description={t("card.text")}
        actions={
          mayWrite ? (
            <AddCertificate tenantSlug={tenantSlug} device={device} signers={signers} addresses={addresses} />
          ) : undefined
        }
      />
      <ul className="divide-y text-sm">
        {certificates.map((certificate) => (
          <li key={certificate.id} className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-2.5">
            <Fingerprint value={certificate.fingerprint} />
            <span className="flex flex-wrap gap-1">
              <Badge tone={STATUS_TONES[certificate.status]}>{t(`status.${certificate.status}`)}</Badge>
              <Badge>{t(`origin.${certificate.origin}`)}</Badge>
            </span>
            <span className="flex min-w-0 flex-wrap gap-x-4 text-xs text-muted max-sm:basis-full sm:flex-1">
              <span>
                {t("card.created")} <TimeAgo at={certificate.createdAt} />
              </span>
              <span>
                {certificate.lastUsedAt === null ? (
                  t("card.neverUsed")
                ) : (
                  <>
                    {t("card.lastUsed")} <TimeAgo at={certificate.lastUsedAt} />
                  </>
                )}
              </span>
            </span>
            <Expiry notBefore={certificate.notBefore} notAfter={certificate.notAfter} endedAt={endOf(certificate)} />
            {mayWrite && (certificate.status === "active" || certificate.status === "notYetValid") ? (
              <span className="max-sm:ml-auto">
                <RevokeCertificate tenantSlug={tenantSlug} certificate={certificate} />
              </span>
            ) : null}
          </li>
        ))}
        {certificates.length === 0 ? <li className="px-4 py-3 text-muted">{t("card.none")}</li> : null}
      </ul>
    </Card>
  );
}
