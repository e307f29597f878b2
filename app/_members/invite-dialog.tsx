"use client";

import { MailCheck, UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useActionState, useEffect, useEffectEvent, useState } from "react";
import { TEXT_LIMITS } from "#core/limits.ts";
import type { MemberRole } from "#core/permissions.ts";
import { EMPTY_FORM } from "../_forms/form-state.ts";
import type { NewInvitation } from "../_services/invitations/create-invitation.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog, DialogActions, type DialogChange, DialogClose } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { useHotkey } from "../_ui/hotkey.ts";
import { Input, Select } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { type InviteState, invite } from "./actions.ts";
import { LinkOnce } from "./link-once.tsx";
import { RoleChoice } from "./role-choice.tsx";

interface InviteDialogProps {
  readonly tenantSlug: string;
  readonly mayMakeOwners: boolean;
  /** Whether mail is sent from here. */
  readonly mail: boolean;
}

const DAYS = [1, 7, 30] as const;

/** The button and its dialog; each opening begins anew, so that a link is never shown twice. */
export function InviteDialog(props: InviteDialogProps) {
  const t = useTranslations("members.invite");
  const roles = useTranslations("members.roles");
  const [open, setOpen] = useState(false);
  const [round, setRound] = useState(0);
  const [created, setCreated] = useState<NewInvitation>();
  const show = () => {
    setRound((before) => before + 1);
    setCreated(undefined);
    setOpen(true);
  };
  const onOpenChange = (next: boolean, details: DialogChange) => {
    if (next) show();
    // The link is shown this once: a slip of the finger must not take it away.
    else if (created !== undefined && (details.reason === "escape-key" || details.reason === "outside-press")) {
      details.cancel();
    } else setOpen(false);
  };
  useHotkey("c", show, t("title"));
  const invitation = created?.invitation;
  const onceText =
    invitation === undefined
      ? ""
      : invitation.email === null
        ? t("onceText", { role: roles(invitation.role) })
        : t("onceTextEmail", { email: invitation.email, role: roles(invitation.role) });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={created === undefined ? t("title") : t("onceTitle")}
      description={created === undefined ? t("text") : onceText}
      trigger={
        <Button variant="primary">
          <UserPlus aria-hidden />
          {t("open")}
        </Button>
      }
    >
      {created === undefined ? (
        <InviteForm key={round} {...props} onCreated={setCreated} />
      ) : (
        <>
          {created.mailed ? (
            <p className="flex items-center gap-2 text-sm text-muted">
              <MailCheck aria-hidden className="size-4 text-ok" />
              {t("mailed", { email: created.invitation.email ?? "" })}
            </p>
          ) : null}
          <LinkOnce link={created.link} copyLabel={t("copy")}>
            <DialogClose render={<Button variant="primary">{t("done")}</Button>} />
          </LinkOnce>
        </>
      )}
    </Dialog>
  );
}

function InviteForm({
  tenantSlug,
  mayMakeOwners,
  mail,
  onCreated,
}: InviteDialogProps & { readonly onCreated: (created: NewInvitation) => void }) {
  const t = useTranslations("members.invite");
  const common = useTranslations("common");
  const [role, setRole] = useState<MemberRole>("developer");
  const [state, send, pending] = useActionState<InviteState, FormData>(invite.bind(null, tenantSlug), EMPTY_FORM);
  const { created } = state;
  const tell = useEffectEvent(onCreated);
  useEffect(() => {
    if (created !== undefined) tell(created);
  }, [created]);
  return (
    <form action={send} noValidate className="flex flex-col gap-4">
      {state.message === undefined ? null : <Notice tone="danger">{state.message}</Notice>}
      <Field
        name="email"
        label={t("email")}
        aside={t("optional")}
        hint={t(mail ? "emailHintMail" : "emailHintNoMail")}
        error={state.errors.email}
      >
        {(control) => (
          <Input
            {...control}
            type="email"
            autoFocus
            autoComplete="off"
            maxLength={TEXT_LIMITS.emailCharsMax}
            defaultValue={state.values.email}
          />
        )}
      </Field>
      <RoleChoice name="role" value={role} onChange={setRole} mayMakeOwners={mayMakeOwners} />
      <Field name="days" label={t("expires")}>
        {(control) => (
          <Select {...control} key={state.values.days} defaultValue={state.values.days ?? "7"}>
            {DAYS.map((days) => (
              <option key={days} value={days}>
                {t("days", { days })}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <DialogActions>
        <DialogClose render={<Button>{common("cancel")}</Button>} />
        <Button type="submit" variant="primary" pending={pending}>
          {t("submit")}
        </Button>
      </DialogActions>
    </form>
  );
}
