"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import type { MemberView } from "../_services/members/member.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog, DialogActions, type DialogChange, DialogClose } from "../_ui/dialog.tsx";
import { Notice } from "../_ui/notice.tsx";
import { makePasswordLink } from "./actions.ts";
import { LinkOnce } from "./link-once.tsx";

interface PasswordLinkDialogProps {
  readonly tenantSlug: string;
  readonly member: MemberView;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** An owner makes a link by which a member chooses a new password. */
export function PasswordLinkDialog({ tenantSlug, member, open, onOpenChange }: PasswordLinkDialogProps) {
  const t = useTranslations("members");
  const common = useTranslations("common");
  const [made, setMade] = useState<{ readonly link: string; readonly until: Date }>();
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();
  const name = member.name || member.email;
  const make = () =>
    start(async () => {
      const outcome = await makePasswordLink(tenantSlug, member.id);
      if (!outcome.ok) return setFailure(outcome.message);
      const { path, expiresAt } = outcome.value;
      setMade({ link: window.location.origin + path, until: new Date(expiresAt) });
    });
  const onChange = (next: boolean, details: DialogChange) => {
    // The link is shown this once: a slip of the finger must not take it away.
    if (made !== undefined && (details.reason === "escape-key" || details.reason === "outside-press")) {
      return details.cancel();
    }
    setMade(undefined);
    setFailure(undefined);
    onOpenChange(next);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onChange}
      title={made === undefined ? t("passwordLink.title") : t("passwordLink.onceTitle")}
      description={
        made === undefined ? t("passwordLink.text", { name }) : t("passwordLink.onceText", { name, until: made.until })
      }
    >
      {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
      {made === undefined ? (
        <DialogActions>
          <DialogClose render={<Button>{common("cancel")}</Button>} />
          <Button variant="primary" pending={pending} onClick={make}>
            {t("passwordLink.make")}
          </Button>
        </DialogActions>
      ) : (
        <LinkOnce link={made.link} copyLabel={t("passwordLink.copy")}>
          <DialogClose render={<Button variant="primary">{t("invite.done")}</Button>} />
        </LinkOnce>
      )}
    </Dialog>
  );
}
