import { getFormatter, getTranslations } from "next-intl/server";
import { Notice } from "../_ui/notice.tsx";
import { KeepButton } from "./keep-button.tsx";

interface DeletionBannerProps {
  readonly tenantSlug: string;
  /** RFC 3339. */
  readonly dueAt: string;
  readonly mayKeep: boolean;
}

/** Above every page of a tenant that shall go: when, and how it stays. */
export async function DeletionBanner({ tenantSlug, dueAt, mayKeep }: DeletionBannerProps) {
  const [t, format] = await Promise.all([getTranslations("tenant.due"), getFormatter()]);
  const at = format.dateTime(new Date(dueAt), { dateStyle: "full", timeStyle: "short" });
  return (
    <div className="px-4 pt-4 md:px-6">
      <Notice
        tone="danger"
        title={t("title", { at })}
        className="mx-auto w-full max-w-6xl"
        action={mayKeep ? <KeepButton tenantSlug={tenantSlug} label={t("keep")} /> : undefined}
      >
        {t(mayKeep ? "text" : "askOwner")}
      </Notice>
    </div>
  );
}
