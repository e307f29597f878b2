"use client";

import { PencilLine } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { ACCESS_LIMITS } from "#core/limits.ts";
import { RolePicker } from "../_roles/role-picker.tsx";
import { Button } from "../_ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { Notice } from "../_ui/notice.tsx";
import { toast } from "../_ui/toast.tsx";
import { setDeviceRoles } from "./actions.ts";

interface ChangeRolesProps {
  readonly tenantSlug: string;
  readonly device: {
    readonly id: string;
    readonly name: string;
    readonly roles: readonly string[];
    readonly version: number;
  };
  /** Names of all roles of the tenant. */
  readonly roles: readonly string[];
}

/** Chooses a device's own roles; those of its groups are its labels' business. */
export function ChangeRoles({ tenantSlug, device, roles }: ChangeRolesProps) {
  const t = useTranslations("devices.access");
  const common = useTranslations("common");
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>(device.roles);
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();
  const show = (next: boolean) => {
    if (next) setChosen(device.roles);
    setFailure(undefined);
    setOpen(next);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    start(async () => {
      const outcome = await setDeviceRoles(tenantSlug, device.id, device.version, chosen);
      if (!outcome.ok) return setFailure(outcome.message);
      toast(t("rolesChanged"));
      setOpen(false);
    });
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
        <Field name="roles" label={t("roles")} hint={chosen.length === 0 ? t("noRoleHint") : undefined}>
          {(control) => (
            <RolePicker
              control={control}
              roles={roles}
              chosen={chosen}
              max={ACCESS_LIMITS.rolesPerDeviceMax}
              onChange={setChosen}
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
