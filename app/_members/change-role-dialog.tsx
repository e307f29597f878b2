"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
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
  const [role, setRole] = useState(member.role);
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();
  const name = member.name || member.email;
  const change = () =>
    start(async () => {
      const outcome = await changeRole(tenantSlug, member.id, role);
      if (!outcome.ok) return setFailure(outcome.message);
      onOpenChange(false);
      toast(t("changeRole.done", { name, role: t(`roles.${role}`) }));
    });
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setFailure(undefined);
        setRole(member.role);
        onOpenChange(next);
      }}
      title={t("changeRole.title", { name })}
      description={t("changeRole.text")}
    >
      {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
      <RoleChoice value={role} onChange={setRole} mayMakeOwners={mayMakeOwners} />
      <DialogActions>
        <DialogClose render={<Button>{common("cancel")}</Button>} />
        <Button variant="primary" pending={pending} disabled={role === member.role} onClick={change}>
          {t("changeRole.submit")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
