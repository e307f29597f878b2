"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { deleteTenant } from "./actions.ts";

interface DeleteTenantProps {
  readonly tenantSlug: string;
  readonly devices: number;
  readonly graceDays: number;
}

/** Asks for the tenant's slug, says what goes with it, and when. */
export function DeleteTenant({ tenantSlug, devices, graceDays }: DeleteTenantProps) {
  const t = useTranslations("tenant.delete");
  const format = useFormatter();
  return (
    <ConfirmDialog
      trigger={<Button variant="danger">{t("open")}</Button>}
      title={t("title", { slug: tenantSlug })}
      description={t("text", { devices, count: format.number(devices), days: graceDays })}
      typed={{ label: t("typed", { slug: tenantSlug }), text: tenantSlug }}
      confirm={t("confirm", { days: graceDays })}
      run={() => deleteTenant(tenantSlug, tenantSlug)}
    />
  );
}
