import { History } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { buttonStyle } from "../_ui/button.tsx";
import { EmptyState } from "../_ui/empty-state.tsx";

/** The message is not remembered: it gave way to newer ones, the broker was started anew, or it never was. */
export function MovedOn({ tenantSlug }: { readonly tenantSlug: string }) {
  const t = useTranslations("traces.gone");
  return (
    <EmptyState
      icon={History}
      title={t("heading")}
      description={t("text")}
      action={
        <Link href={`/${tenantSlug}/traces`} className={buttonStyle({ variant: "primary" })}>
          {t("action")}
        </Link>
      }
    />
  );
}
