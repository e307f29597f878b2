"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type ReactElement, useEffect, useState, useTransition } from "react";
import { ACCESS_LIMITS } from "#core/limits.ts";
import { formatLabels, parseLabels } from "../_roles/label-text.ts";
import { RolePicker } from "../_roles/role-picker.tsx";
import type { GroupSummaryView } from "../_services/groups/group.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { toast } from "../_ui/toast.tsx";
import { changeGroup, countDevices, createGroup, type GroupOutcome } from "./actions.ts";

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
      <GroupForm key={`${group?.id} ${group?.version}`} group={group} {...rest} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

type GroupFormProps = Pick<GroupDialogProps, "tenantSlug" | "roles" | "group" | "priority"> & {
  readonly onDone: () => void;
};

function GroupForm({ tenantSlug, roles, group, priority: priorityOfNew, onDone }: GroupFormProps) {
  const t = useTranslations("groups.dialog");
  const common = useTranslations("common");
  const [name, setName] = useState(group?.name ?? "");
  const [labels, setLabels] = useState(group === undefined ? "" : formatLabels(group.selector));
  const [chosen, setChosen] = useState<readonly string[]>(group?.roles ?? []);
  const [priority, setPriority] = useState(String(group?.priority ?? priorityOfNew));
  const [description, setDescription] = useState(group?.description ?? "");
  const [outcome, setOutcome] = useState<GroupOutcome>();
  const [pending, start] = useTransition();
  const errors = outcome === undefined || outcome.ok ? {} : outcome.errors;

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    start(async () => {
      const selector = parseLabels(labels);
      const rank = /^\d+$/.test(priority) ? Number(priority) : -1;
      const form = { name, description, roles: chosen, priority: rank, selector: selector ?? {} };
      const told =
        group === undefined
          ? await createGroup(tenantSlug, form)
          : await changeGroup(tenantSlug, group.id, group.version, form);
      if (!told.ok) return setOutcome(told);
      toast(t("saved", { name: name.trim() }));
      onDone();
    });
  };

  return (
    <form noValidate onSubmit={onSubmit} className="flex flex-col gap-4">
      {outcome?.ok === false && outcome.message !== undefined ? <Notice tone="danger">{outcome.message}</Notice> : null}
      <Field name="name" label={t("name")} error={errors.name}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            autoComplete="off"
            maxLength={ACCESS_LIMITS.roleNameCharsMax}
            placeholder={t("nameExample")}
            value={name}
            onChange={(event) => setName(event.target.value)}
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
            onChange={(event) => setLabels(event.target.value)}
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
            onChange={setChosen}
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
              onChange={(event) => setPriority(event.target.value)}
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
              onChange={(event) => setDescription(event.target.value)}
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
