"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { StaleEdit } from "../_forms/stale-edit.tsx";
import { useEdit } from "../_forms/use-edit.ts";
import type { MemberView } from "../_services/members/member.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../_ui/dialog.tsx";
import { Notice } from "../_ui/notice.tsx";
import { toast } from "../_ui/toast.tsx";
import { changeRole } from "./actions.ts";
import { RoleChoice } from "./role-choice.tsx";

interface ChangeRoleDialogProps {
  readonly tenantSlug: string;
  readonly member: MemberView;
  readonly mayMakeOwners: boolean;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function ChangeRoleDialog({ tenantSlug, member, mayMakeOwners, open, onOpenChange }: ChangeRoleDialogProps) {
  const t = useTranslations("members");
  const common = useTranslations("common");
  const edit = useEdit(member, (saved: MemberView) => ({ values: { role: saved.role }, version: saved.role }));
  const { role } = edit.values;
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();
  const name = member.name || member.email;
  const send = (values: typeof edit.values, from: MemberView["role"]) =>
    changeRole(tenantSlug, member.id, values.role, from);
  const change = (over: "begun" | "theirs") =>
    start(async () => {
      setFailure(undefined);
      const outcome = await (over === "begun" ? edit.save(send) : edit.keepMine(send));
      if (!outcome.ok) return setFailure(outcome.theirs === undefined ? outcome.message : undefined);
      onOpenChange(false);
      toast(t("changeRole.done", { name, role: t(`roles.${role}`) }));
    });
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setFailure(undefined);
        edit.restart();
        onOpenChange(next);
      }}
      title={t("changeRole.title", { name })}
      description={t("changeRole.text")}
    >
      {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
      {edit.stale === undefined ? null : (
        <StaleEdit
          stale={edit.stale}
          label={() => t("columns.role")}
          show={(_field, shown) => t(`roles.${shown as MemberView["role"]}`)}
          saving={pending}
          onKeepMine={() => change("theirs")}
          onTakeTheirs={edit.takeTheirs}
        />
      )}
      <RoleChoice value={role} onChange={(next) => edit.set({ role: next })} mayMakeOwners={mayMakeOwners} />
      <DialogActions>
        <DialogClose render={<Button>{common("cancel")}</Button>} />
        <Button variant="primary" pending={pending} disabled={role === member.role} onClick={() => change("begun")}>
          {t("changeRole.submit")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
