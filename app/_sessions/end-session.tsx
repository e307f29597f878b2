"use client";

import { Unplug } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { SessionView } from "../_services/sessions/session.ts";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { useHotkey } from "../_ui/hotkey.ts";
import { toast } from "../_ui/toast.tsx";
import { endSession } from "./actions.ts";

interface EndSessionProps {
  readonly tenantSlug: string;
  readonly session: Pick<SessionView, "id" | "clientId" | "state" | "queued" | "subscriptions">;
}

export function EndSession({ tenantSlug, session }: EndSessionProps) {
  const t = useTranslations("sessions.end");
  const router = useRouter();
  const [open, setOpen] = useState(false);
  useHotkey("D", () => setOpen(true), t("button"));
  const { queued, subscriptions } = session;
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="dangerQuiet">
          <Unplug aria-hidden />
          {t("button")}
        </Button>
      }
      title={<span className="break-all">{t("title", { name: session.clientId })}</span>}
      description={t(session.state, { queued, subscriptions })}
      confirm={t("confirm")}
      run={() => endSession(tenantSlug, session.id)}
      onDone={() => {
        toast(t("done"));
        router.push(`/${tenantSlug}/sessions`);
      }}
    />
  );
}
