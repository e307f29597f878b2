"use client";

import { Check, ChevronsUpDown, Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "../_ui/button.tsx";
import { Menu, MenuLink, MenuSeparator } from "../_ui/menu.tsx";

interface TenantLink {
  readonly slug: string;
  readonly name: string;
}

/** The tenant one is in, and the way to the others. */
export function TenantSwitcher({
  current,
  tenants,
  mayMake,
}: {
  readonly current: TenantLink;
  readonly tenants: readonly TenantLink[];
  readonly mayMake: boolean;
}) {
  const t = useTranslations("shell");
  return (
    <Menu
      align="start"
      className="max-w-72"
      trigger={
        <Button
          variant="quiet"
          className="min-w-0 shrink px-2 text-ink"
          aria-label={t("tenant", { name: current.name })}
        >
          <span className="truncate">{current.name}</span>
          <ChevronsUpDown aria-hidden className="size-3.5! text-faint" />
        </Button>
      }
    >
      {tenants.map(({ slug, name }) => (
        <MenuLink key={slug} render={<Link href={`/${slug}`} />} closeOnClick>
          <span className="flex min-w-0 flex-1 flex-col">
            <span className="truncate">{name}</span>
            <span className="truncate font-mono text-xs text-muted">{slug}</span>
          </span>
          {slug === current.slug ? <Check aria-hidden /> : null}
        </MenuLink>
      ))}
      {mayMake ? (
        <>
          <MenuSeparator />
          <MenuLink render={<Link href="/new" />} closeOnClick>
            <Plus aria-hidden />
            {t("newTenant")}
          </MenuLink>
        </>
      ) : null}
    </Menu>
  );
}
