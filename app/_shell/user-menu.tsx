"use client";

import { CircleUser, Keyboard, LogOut } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { signOut } from "../_auth/actions.ts";
import { forgetSecrets } from "../_connect/fresh-secrets.ts";
import { Button } from "../_ui/button.tsx";
import { setHotkeys, useHotkeysOn } from "../_ui/hotkey.ts";
import { Menu, MenuCheckboxItem, MenuItem, MenuLink, MenuSeparator } from "../_ui/menu.tsx";

/** Who is signed in, and the way out. */
export function UserMenu({ name, email }: { readonly name: string; readonly email: string }) {
  const t = useTranslations("shell");
  const [pending, start] = useTransition();
  const hotkeys = useHotkeysOn();
  const initial = [...(name.trim() || email)][0]?.toUpperCase() ?? "?";
  return (
    <Menu
      className="max-w-72"
      trigger={
        <Button variant="quiet" size="icon" pending={pending} aria-label={t("account", { name: name || email })}>
          <span
            aria-hidden
            className="grid size-6 place-items-center rounded-full bg-accent-soft text-xs text-accent-text"
          >
            {initial}
          </span>
        </Button>
      }
    >
      <div className="flex flex-col px-2 py-1.5">
        <span className="truncate text-sm font-medium">{name}</span>
        <span className="truncate text-xs text-muted">{email}</span>
      </div>
      <MenuSeparator />
      <MenuLink render={<Link href="/account" />} closeOnClick>
        <CircleUser aria-hidden />
        {t("accountPage")}
      </MenuLink>
      <MenuCheckboxItem checked={hotkeys} onCheckedChange={setHotkeys}>
        <Keyboard aria-hidden />
        {t("hotkeys")}
      </MenuCheckboxItem>
      <MenuSeparator />
      <MenuItem
        onClick={() => {
          forgetSecrets();
          start(() => signOut());
        }}
      >
        <LogOut aria-hidden />
        {t("signOut")}
      </MenuItem>
    </Menu>
  );
}
