"use client";

import { Ellipsis, PencilLine, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { ACCESS_LIMITS } from "#core/limits.ts";
import { StaleEdit } from "../_forms/stale-edit.tsx";
import { useEdit } from "../_forms/use-edit.ts";
import type { RoleView } from "../_services/roles/role.ts";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { Dialog, DialogActions, DialogClose } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { Input, Textarea } from "../_ui/input.tsx";
import { Menu, MenuItem, MenuSeparator } from "../_ui/menu.tsx";
import { Notice } from "../_ui/notice.tsx";
import { toast } from "../_ui/toast.tsx";
import { deleteRole, renameRole } from "./actions.ts";

interface RoleMenuProps {
  readonly tenantSlug: string;
  readonly role: RoleView;
  /** False for the roles that are always there. */
  readonly deletable: boolean;
}

export function RoleMenu({ tenantSlug, role, deletable }: RoleMenuProps) {
  const t = useTranslations("roles.menu");
  const router = useRouter();
  const [open, setOpen] = useState<"rename" | "delete">();
  return (
    <>
      <Menu
        trigger={
          <Button size="icon" aria-label={t("label")}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem onClick={() => setOpen("rename")}>
          <PencilLine aria-hidden />
          {t("rename")}
        </MenuItem>
        {deletable ? (
          <>
            <MenuSeparator />
            <MenuItem danger onClick={() => setOpen("delete")}>
              <Trash2 aria-hidden />
              {t("delete")}
            </MenuItem>
          </>
        ) : null}
      </Menu>
      {open === "rename" ? <Rename tenantSlug={tenantSlug} role={role} onClose={() => setOpen(undefined)} /> : null}
      <ConfirmDialog
        open={open === "delete"}
        onOpenChange={(next) => setOpen(next ? "delete" : undefined)}
        title={t("deleteTitle", { name: role.name })}
        description={t("deleteText", { devices: role.deviceCount, groups: role.groups.length })}
        confirm={t("delete")}
        run={() => deleteRole(tenantSlug, role.id)}
        onDone={() => {
          toast(t("deleted", { name: role.name }));
          // Nothing is left to come back to.
          router.replace(`/${tenantSlug}/roles`);
        }}
      />
    </>
  );
}

function Rename({
  tenantSlug,
  role,
  onClose,
}: {
  readonly tenantSlug: string;
  readonly role: RoleView;
  readonly onClose: () => void;
}) {
  const t = useTranslations("roles.menu");
  const common = useTranslations("common");
  const edit = useEdit(role, (saved: RoleView) => ({
    values: { name: saved.name, description: saved.description },
    version: saved.version,
  }));
  const { name, description } = edit.values;
  const [error, setError] = useState<{ readonly field?: string; readonly message?: string }>({});
  const [pending, start] = useTransition();
  const send = (values: typeof edit.values, version: number) => renameRole(tenantSlug, role.id, version, values);
  const save = (over: "begun" | "theirs") =>
    start(async () => {
      const outcome = await (over === "begun" ? edit.save(send) : edit.keepMine(send));
      if (outcome.ok) onClose();
      else if (outcome.theirs !== undefined) setError({});
      else setError(outcome.field === "name" ? { field: outcome.message } : { message: outcome.message });
    });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save("begun");
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("rename")}
      description={role.builtIn ? t("builtInName") : undefined}
    >
      <form noValidate onSubmit={onSubmit} className="flex flex-col gap-4">
        {error.message === undefined ? null : <Notice tone="danger">{error.message}</Notice>}
        {edit.stale === undefined ? null : (
          <StaleEdit
            stale={edit.stale}
            label={(field) => t(field)}
            show={(_field, value) => value}
            saving={pending}
            onKeepMine={() => save("theirs")}
            onTakeTheirs={edit.takeTheirs}
          />
        )}
        <Field name="name" label={t("name")} error={error.field}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              maxLength={ACCESS_LIMITS.roleNameCharsMax}
              disabled={role.builtIn}
              value={name}
              onChange={(event) => edit.set({ name: event.target.value })}
            />
          )}
        </Field>
        <Field name="description" label={t("description")}>
          {(control) => (
            <Textarea
              {...control}
              maxLength={ACCESS_LIMITS.descriptionCharsMax}
              value={description}
              onChange={(event) => edit.set({ description: event.target.value })}
            />
          )}
        </Field>
        <DialogActions>
          <DialogClose render={<Button>{common("cancel")}</Button>} />
          <Button type="submit" variant="primary" pending={pending}>
            {t("save")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
