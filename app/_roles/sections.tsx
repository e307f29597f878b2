import { useTranslations } from "next-intl";
import { LinkTabs } from "../_ui/link-tabs.tsx";

/** The two halves of "Roles & rules": what may be done, and who may by their labels. */
export function RoleSections({
  tenantSlug,
  current,
}: {
  readonly tenantSlug: string;
  readonly current: "roles" | "groups";
}) {
  const t = useTranslations("roles.sections");
  return (
    <LinkTabs
      label={t("label")}
      tabs={[
        { href: `/${tenantSlug}/roles`, label: t("roles"), current: current === "roles" },
        { href: `/${tenantSlug}/roles/groups`, label: t("groups"), current: current === "groups" },
      ]}
    />
  );
}
