"use client";

import { Power, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { TokenIssuerView } from "../_services/token-issuers/token-issuer.ts";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { toast } from "../_ui/toast.tsx";
import { deleteIssuer, setIssuerEnabled } from "./actions.ts";

interface IssuerControlsProps {
  readonly tenantSlug: string;
  readonly issuer: TokenIssuerView;
}

/** Turns an issuer off and on, and takes it away. */
export function IssuerControls({ tenantSlug, issuer }: IssuerControlsProps) {
  const t = useTranslations("deviceSignIn.controls");
  const router = useRouter();
  const { enabled, name } = issuer;
  return (
    <>
      <ConfirmDialog
        trigger={
          <Button>
            <Power aria-hidden />
            {t(enabled ? "turnOff" : "turnOn")}
          </Button>
        }
        tone={enabled ? "danger" : "primary"}
        title={t(enabled ? "turnOffTitle" : "turnOnTitle", { name })}
        description={t(enabled ? "turnOffText" : "turnOnText")}
        confirm={t(enabled ? "turnOff" : "turnOn")}
        run={() => setIssuerEnabled(tenantSlug, issuer.id, !enabled)}
        onDone={() => toast(t(enabled ? "turnedOff" : "turnedOn"))}
      />
      <ConfirmDialog
        trigger={
          <Button variant="dangerQuiet">
            <Trash2 aria-hidden />
            {t("delete")}
          </Button>
        }
        title={t("deleteTitle", { name })}
        description={t("deleteText")}
        confirm={t("delete")}
        run={() => deleteIssuer(tenantSlug, issuer.id)}
        onDone={() => {
          toast(t("deleted"));
          router.push(`/${tenantSlug}/device-sign-in`);
        }}
      />
    </>
  );
}
