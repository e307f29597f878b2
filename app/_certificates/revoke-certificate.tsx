"use client";

import { useTranslations } from "next-intl";
import type { CertificateView } from "../_services/certificates/certificate.ts";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { toast } from "../_ui/toast.tsx";
import { revokeCertificate } from "./actions.ts";

interface RevokeCertificateProps {
  readonly tenantSlug: string;
  readonly certificate: CertificateView;
}

export function RevokeCertificate({ tenantSlug, certificate }: RevokeCertificateProps) {
  const t = useTranslations("certificates");
  const { deviceName: name, fingerprint } = certificate;
  return (
    <ConfirmDialog
      trigger={
        <Button
          size="sm"
          variant="dangerQuiet"
          aria-label={t("revokeOne", { name, fingerprint: fingerprint.slice(0, 12) })}
        >
          {t("revoke")}
        </Button>
      }
      title={t("revokeTitle", { name })}
      description={t("revokeText")}
      confirm={t("revokeNow")}
      run={() => revokeCertificate(tenantSlug, certificate.id)}
      onDone={() => toast(t("revoked"))}
    />
  );
}
