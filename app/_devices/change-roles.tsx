"use client";

import { PencilLine } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { ACCESS_LIMITS } from "#core/limits.ts";
import { StaleEdit } from "../_forms/stale-edit.tsx";
import { useEdit } from "../_forms/use-edit.ts";
import { RolePicker } from "../_roles/role-picker.tsx";
import { Button } from "../_ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { Notice } from "../_ui/notice.tsx";
import { toast } from "../_ui/toast.tsx";
import { setDeviceRoles } from "./actions.ts";

/** What of a device is needed to change its roles. */
interface DeviceWithRoles {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly version: number;
}

interface ChangeRolesProps {
  readonly tenantSlug: string;
  readonly device: DeviceWithRoles;
  /** Names of all roles of the tenant. */
  readonly roles: readonly string[];
}

/** Chooses a device's own roles; those of its groups are its labels' business. */
export function ChangeRoles({ tenantSlug, device, roles }: ChangeRolesProps) {
  const t = useTranslations("devices.access");
  const common = useTranslations("common");
  const [open, setOpen] = useState(false);
  const edit = useEdit(device, (saved: DeviceWithRoles) => ({
    values: { roles: saved.roles },
    version: saved.version,
  }));
  const chosen = edit.values.roles;
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();
  const show = (next: boolean) => {
    if (next) edit.restart();
    setFailure(undefined);
    setOpen(next);
  };
  const send = (values: typeof edit.values, version: number) =>
    setDeviceRoles(tenantSlug, device.id, version, values.roles);
  const save = (over: "begun" | "theirs") =>
    start(async () => {
      setFailure(undefined);
      const outcome = await (over === "begun" ? edit.save(send) : edit.keepMine(send));
      if (!outcome.ok) return setFailure(outcome.theirs === undefined ? outcome.message : undefined);
      toast(t("rolesChanged"));
      setOpen(false);
    });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save("begun");
  };
  return (
    <Dialog
      open={open}
      onOpenChange={show}
      title={t("changeRoles")}
      description={t("changeRolesText", { name: device.name })}
      trigger={
        <Button size="sm">
          <PencilLine aria-hidden />
          {t("changeRoles")}
        </Button>
      }
    >
      <form noValidate onSubmit={onSubmit} className="flex flex-col gap-4">
        {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
        {edit.stale === undefined ? null : (
          <StaleEdit
            stale={edit.stale}
            label={() => t("roles")}
            show={(_field, roleNames) => roleNames.join(", ")}
            saving={pending}
            onKeepMine={() => save("theirs")}
            onTakeTheirs={edit.takeTheirs}
          />
        )}
        <Field name="roles" label={t("roles")} hint={chosen.length === 0 ? t("noRoleHint") : undefined}>
          {(control) => (
            <RolePicker
              control={control}
              roles={roles}
              chosen={chosen}
              max={ACCESS_LIMITS.rolesPerDeviceMax}
              onChange={(next) => edit.set({ roles: next })}
            />
          )}
        </Field>
        <DialogActions>
          <DialogClose render={<Button>{common("cancel")}</Button>} />
          <Button type="submit" variant="primary" pending={pending}>
            {t("saveRoles")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
