"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type ReactElement, useEffect, useState, useTransition } from "react";
import { ACCESS_LIMITS } from "#core/limits.ts";
import type { Refusal } from "../_forms/outcome.ts";
import { StaleEdit } from "../_forms/stale-edit.tsx";
import { useEdit } from "../_forms/use-edit.ts";
import { formatLabels, parseLabels } from "../_roles/label-text.ts";
import { RolePicker } from "../_roles/role-picker.tsx";
import type { GroupSummaryView } from "../_services/groups/group.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { toast } from "../_ui/toast.tsx";
import { changeGroup, countDevices, createGroup } from "./actions.ts";

interface GroupDialogProps {
  readonly tenantSlug: string;
  readonly roles: readonly string[];
  /** Undefined: a new one. */
  readonly group: GroupSummaryView | undefined;
  readonly priority: number;
  readonly open: boolean;
  readonly trigger?: ReactElement;
  readonly onOpenChange: (open: boolean) => void;
}

/** Makes or changes a group; each opening begins with what is saved. */
export function GroupDialog({ open, onOpenChange, trigger, group, ...rest }: GroupDialogProps) {
  const t = useTranslations("groups.dialog");
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      trigger={trigger}
      className="w-[32rem]"
      title={group === undefined ? t("new") : t("change")}
      description={t("lead")}
    >
      <GroupForm key={group?.id} group={group} {...rest} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

type GroupFormProps = Pick<GroupDialogProps, "tenantSlug" | "roles" | "group" | "priority"> & {
  readonly onDone: () => void;
};

function GroupForm({ tenantSlug, roles, group, priority: priorityOfNew, onDone }: GroupFormProps) {
  const t = useTranslations("groups.dialog");
  const common = useTranslations("common");
  const edit = useEdit(group, (saved: GroupSummaryView | undefined) => ({
    values: {
      name: saved?.name ?? "",
      labels: saved === undefined ? "" : formatLabels(saved.selector),
      roles: (saved?.roles ?? []) as readonly string[],
      priority: String(saved?.priority ?? priorityOfNew),
      description: saved?.description ?? "",
    },
    version: saved?.version ?? 0,
  }));
  const { name, labels, roles: chosen, priority, description } = edit.values;
  const [outcome, setOutcome] = useState<Refusal>();
  const [pending, start] = useTransition();
  const errors = faultsOf(outcome);

  const send = (values: typeof edit.values, version: number) => {
    const rank = /^\d+$/.test(values.priority) ? Number(values.priority) : -1;
    const form = {
      name: values.name,
      description: values.description,
      roles: values.roles,
      priority: rank,
      selector: parseLabels(values.labels) ?? {},
    };
    return group === undefined ? createGroup(tenantSlug, form) : changeGroup(tenantSlug, group.id, version, form);
  };
  const save = (over: "begun" | "theirs") =>
    start(async () => {
      const told = await (over === "begun" ? edit.save(send) : edit.keepMine(send));
      setOutcome(told.ok ? undefined : told);
      if (!told.ok) return;
      toast(t("saved", { name: told.value.name }));
      onDone();
    });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save("begun");
  };

  return (
    <form noValidate onSubmit={onSubmit} className="flex flex-col gap-4">
      {outcome !== undefined && Object.keys(errors).length === 0 && edit.stale === undefined ? (
        <Notice tone="danger">{outcome.message}</Notice>
      ) : null}
      {edit.stale === undefined ? null : (
        <StaleEdit
          stale={edit.stale}
          label={(field) => t(field)}
          show={(_field, value) => (typeof value === "string" ? value : value.join(", "))}
          saving={pending}
          onKeepMine={() => save("theirs")}
          onTakeTheirs={edit.takeTheirs}
        />
      )}
      <Field name="name" label={t("name")} error={errors.name}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            autoComplete="off"
            maxLength={ACCESS_LIMITS.roleNameCharsMax}
            placeholder={t("nameExample")}
            value={name}
            onChange={(event) => edit.set({ name: event.target.value })}
          />
        )}
      </Field>
      <Field
        name="selector"
        label={t("labels")}
        hint={<Described tenantSlug={tenantSlug} labels={labels} />}
        error={errors.selector}
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono text-xs"
            placeholder="site=osaka, hall=3"
            value={labels}
            onChange={(event) => edit.set({ labels: event.target.value })}
          />
        )}
      </Field>
      <Field name="roles" label={t("roles")} hint={t("rolesHint")}>
        {(control) => (
          <RolePicker
            control={control}
            roles={roles}
            chosen={chosen}
            max={ACCESS_LIMITS.rolesPerGroupMax}
            onChange={(roles) => edit.set({ roles })}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-[8rem_minmax(0,1fr)]">
        <Field name="priority" label={t("priority")} error={errors.priority}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              autoComplete="off"
              className="tabular-nums"
              value={priority}
              onChange={(event) => edit.set({ priority: event.target.value })}
            />
          )}
        </Field>
        <Field name="description" label={t("description")} aside={t("optional")}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              maxLength={ACCESS_LIMITS.descriptionCharsMax}
              value={description}
              onChange={(event) => edit.set({ description: event.target.value })}
            />
          )}
        </Field>
      </div>
      <p className="-mt-2 text-xs text-muted">{t("priorityHint")}</p>
      <DialogActions>
        <DialogClose render={<Button>{common("cancel")}</Button>} />
        <Button type="submit" variant="primary" pending={pending}>
          {group === undefined ? t("create") : t("save")}
        </Button>
      </DialogActions>
    </form>
  );
}

function faultsOf(outcome: Refusal | undefined): Readonly<Record<string, string>> {
  if (outcome === undefined) return {};
  return outcome.errors ?? (outcome.field === undefined ? {} : { [outcome.field]: outcome.message });
}

const COUNT_AFTER_MS = 300;

/** Whom the labels describe now, a moment after the last key. */
function Described({ tenantSlug, labels }: { readonly tenantSlug: string; readonly labels: string }) {
  const t = useTranslations("groups.dialog");
  const [counted, setCounted] = useState<{ readonly labels: string; readonly devices: number | undefined }>();
  useEffect(() => {
    const selector = parseLabels(labels);
    if (selector === undefined || Object.keys(selector).length === 0) return;
    let current = true;
    const timer = setTimeout(async () => {
      const devices = await countDevices(tenantSlug, selector).catch(() => undefined);
      if (current) setCounted({ labels, devices });
    }, COUNT_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [tenantSlug, labels]);
  const devices = counted?.labels === labels ? counted.devices : undefined;
  return <span aria-live="polite">{devices === undefined ? t("labelsHint") : t("describes", { devices })}</span>;
}
