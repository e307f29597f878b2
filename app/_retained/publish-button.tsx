"use client";

import { Send } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../_ui/button.tsx";
import { Sheet } from "../_ui/dialog.tsx";
import { useHotkey } from "../_ui/hotkey.ts";
import { PublishForm } from "./publish-form.tsx";

/** Opens the form beside the list. */
export function PublishButton({ tenantSlug }: { readonly tenantSlug: string }) {
  const t = useTranslations("retained.publish");
  const [open, setOpen] = useState(false);
  useHotkey("c", () => setOpen(true), t("title"));
  return (
    <Sheet
      className="w-[26rem]"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="primary">
          <Send aria-hidden />
          {t("open")}
        </Button>
      }
      title={t("title")}
      description={t("text")}
    >
      <PublishForm tenantSlug={tenantSlug} onDone={() => setOpen(false)} />
    </Sheet>
  );
}
