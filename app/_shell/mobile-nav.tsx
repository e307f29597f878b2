"use client";

import { Menu as MenuIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../_ui/button.tsx";
import { Sheet } from "../_ui/dialog.tsx";
import { NavLinks } from "./nav-links.tsx";
import { Wordmark } from "./wordmark.tsx";

/** On a phone the navigation is a sheet. */
export function MobileNav({ tenantSlug }: { readonly tenantSlug: string }) {
  const t = useTranslations("shell.nav");
  const [open, setOpen] = useState(false);
  return (
    <Sheet
      side="left"
      className="w-64"
      open={open}
      onOpenChange={setOpen}
      title={<Wordmark />}
      trigger={
        <Button variant="quiet" size="icon" className="md:hidden" aria-label={t("open")}>
          <MenuIcon aria-hidden />
        </Button>
      }
    >
      <NavLinks tenantSlug={tenantSlug} onNavigate={() => setOpen(false)} />
    </Sheet>
  );
}
