"use client";

import { useTranslations } from "next-intl";
import type { CredentialView, DeviceView } from "../_services/devices/device.ts";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { toast } from "../_ui/toast.tsx";
import { revokeCredential } from "./actions.ts";

interface RevokeCredentialProps {
  readonly tenantSlug: string;
  readonly device: DeviceView;
  readonly credential: CredentialView;
}

export function RevokeCredential({ tenantSlug, device, credential }: RevokeCredentialProps) {
  const t = useTranslations("devices.credentials");
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="dangerQuiet" aria-label={t("revokeOne", { prefix: credential.secretPrefix })}>
          {t("revoke")}
        </Button>
      }
      title={t("revokeTitle", { prefix: credential.secretPrefix })}
      description={t("revokeText", { name: device.name })}
      confirm={t("revokeNow")}
      run={() => revokeCredential(tenantSlug, device.id, credential.id)}
      onDone={() => toast(t("revoked"))}
    />
  );
}
