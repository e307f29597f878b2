"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useHotkey } from "../_ui/hotkey.ts";

/** `c` leads to the page that makes a role. */
export function NewRoleHotkey({ tenantSlug }: { readonly tenantSlug: string }) {
  const t = useTranslations("roles.create");
  const router = useRouter();
  useHotkey("c", () => router.push(`/${tenantSlug}/roles/new`), t("title"));
  return null;
}
