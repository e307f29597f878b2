"use client";

import { History } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ACCESS_LIMITS } from "#core/limits.ts";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { toast } from "../_ui/toast.tsx";
import { rollBackRole } from "./actions.ts";

interface RollBackProps {
  readonly tenantSlug: string;
  readonly roleId: string;
  readonly presentVersion: number;
  readonly version: number;
}

export function RollBack({ tenantSlug, roleId, presentVersion, version }: RollBackProps) {
  const t = useTranslations("roles.versions");
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const run = async () => {
    const note = t("rollBackNote", { version }).slice(0, ACCESS_LIMITS.versionNoteCharsMax);
    const outcome = await rollBackRole(tenantSlug, roleId, presentVersion, { version, note });
    if (outcome.ok || outcome.theirs === undefined) return outcome;
    return { ok: false, message: t("stale") } as const;
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm">
          <History aria-hidden />
          {t("rollBack")}
        </Button>
      }
      tone="primary"
      title={t("rollBackTitle", { version })}
      description={t("rollBackText", { next: presentVersion + 1 })}
      confirm={t("rollBack")}
      run={run}
      onDone={() => {
        toast(t("rolledBack", { version }));
        router.push(`/${tenantSlug}/roles/${roleId}`);
      }}
    />
  );
}
