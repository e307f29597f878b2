"use client";

import { Ellipsis, KeyRound, LogOut, UserCog, UserMinus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { MemberView } from "../_services/members/member.ts";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { Menu, MenuItem, MenuSeparator } from "../_ui/menu.tsx";
import { toast } from "../_ui/toast.tsx";
import { leaveTenant, removeMember } from "./actions.ts";
import { ChangeRoleDialog } from "./change-role-dialog.tsx";
import { PasswordLinkDialog } from "./password-link-dialog.tsx";

/** Who looks at the list, and what they may do in it. */
export interface Viewer {
  readonly id: string;
  readonly tenantSlug: string;
  readonly tenantName: string;
  readonly mayWrite: boolean;
  readonly isOwner: boolean;
}

/** What can be done with one member; nothing is offered that would be refused, but the last owner's going. */
export function MemberMenu({ viewer, member }: { readonly viewer: Viewer; readonly member: MemberView }) {
  const t = useTranslations("members");
  const [asking, setAsking] = useState<"role" | "remove" | "leave" | "passwordLink">();
  const { tenantSlug, tenantName, isOwner } = viewer;
  const name = member.name || member.email;
  const self = member.id === viewer.id;
  const mayManage = viewer.mayWrite && (isOwner || member.role !== "owner");
  if (!self && !mayManage) return null;
  const close = (open: boolean) => setAsking((before) => (open ? before : undefined));
  return (
    <>
      <Menu
        trigger={
          <Button size="iconSm" variant="quiet" aria-label={t("menu.label", { name })}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {mayManage ? (
          <MenuItem onClick={() => setAsking("role")}>
            <UserCog aria-hidden />
            {t("menu.changeRole")}
          </MenuItem>
        ) : null}
        {isOwner && !self ? (
          <MenuItem onClick={() => setAsking("passwordLink")}>
            <KeyRound aria-hidden />
            {t("menu.passwordLink")}
          </MenuItem>
        ) : null}
        {mayManage ? <MenuSeparator /> : null}
        {self ? (
          <MenuItem danger onClick={() => setAsking("leave")}>
            <LogOut aria-hidden />
            {t("menu.leave")}
          </MenuItem>
        ) : (
          <MenuItem danger onClick={() => setAsking("remove")}>
            <UserMinus aria-hidden />
            {t("menu.remove")}
          </MenuItem>
        )}
      </Menu>
      <ChangeRoleDialog
        tenantSlug={tenantSlug}
        member={member}
        mayMakeOwners={isOwner}
        open={asking === "role"}
        onOpenChange={close}
      />
      <PasswordLinkDialog
        tenantSlug={tenantSlug}
        member={member}
        open={asking === "passwordLink"}
        onOpenChange={close}
      />
      <ConfirmDialog
        open={asking === "remove"}
        onOpenChange={close}
        title={t("remove.title", { name })}
        description={t("remove.text")}
        confirm={t("remove.confirm")}
        run={() => removeMember(tenantSlug, member.id)}
        onDone={() => toast(t("remove.done", { name }))}
      />
      <ConfirmDialog
        open={asking === "leave"}
        onOpenChange={close}
        title={t("leave.title", { tenant: tenantName })}
        description={t("leave.text")}
        confirm={t("leave.confirm")}
        run={() => leaveTenant(tenantSlug)}
        // A new page altogether: what this one holds is not this person's any more.
        onDone={() => window.location.assign("/")}
      />
    </>
  );
}
