"use client";

import { useTranslations } from "next-intl";
import { type ReactElement, useId, useState, useTransition } from "react";
import { DeviceCombobox } from "../_devices/device-combobox.tsx";
import type { FoundDevice } from "../_palette/find-devices.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { Segments } from "../_ui/segments.tsx";
import { toast } from "../_ui/toast.tsx";
import { armTrace } from "./actions.ts";

/** What the page was asked about: it is what somebody wants to see more of. */
export interface ArmPrefill {
  readonly device: FoundDevice | null;
  readonly topic: string | undefined;
}

interface ArmDialogProps {
  readonly tenantSlug: string;
  readonly prefill: ArmPrefill;
  readonly trigger: ReactElement;
}

type What = "topic" | "device";

/** Asks of what every message is to be kept for a while. */
export function ArmDialog({ tenantSlug, prefill, trigger }: ArmDialogProps) {
  const t = useTranslations("traces.arm");
  const id = useId();
  const [open, setOpen] = useState(false);
  const [what, setWhat] = useState<What>(prefill.topic === undefined && prefill.device !== null ? "device" : "topic");
  const [topic, setTopic] = useState(prefill.topic ?? "");
  const [device, setDevice] = useState(prefill.device);
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();
  const ready = what === "topic" ? topic.trim() !== "" : device !== null;
  const arm = () =>
    start(async () => {
      const traced = what === "topic" ? { topic: topic.trim() } : { deviceId: device?.id ?? "" };
      const outcome = await armTrace(tenantSlug, traced);
      if (!outcome.ok) return setFailure(outcome.message);
      setOpen(false);
      toast(t("done"));
    });
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setFailure(undefined);
      }}
      trigger={trigger}
      title={t("title")}
      description={t("text")}
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) arm();
        }}
      >
        {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
        <Segments<What>
          label={t("what")}
          value={what}
          onChange={setWhat}
          options={[
            { value: "topic", label: t("topic") },
            { value: "device", label: t("device") },
          ]}
          className="self-start"
        />
        {what === "topic" ? (
          <Field name="topic" label={t("filter")} hint={t("filterHint")}>
            {(control) => (
              <Input
                {...control}
                className="font-mono"
                autoCapitalize="none"
                autoComplete="off"
                spellCheck={false}
                placeholder="site/+/temperature"
                value={topic}
                onChange={(event) => setTopic(event.target.value)}
              />
            )}
          </Field>
        ) : (
          <div className="flex flex-col gap-1.5">
            <label htmlFor={`${id}-device`} className="text-sm font-medium">
              {t("device")}
            </label>
            <DeviceCombobox
              tenantSlug={tenantSlug}
              id={`${id}-device`}
              value={device}
              offered={prefill.device === null ? [] : [prefill.device]}
              onChange={setDevice}
            />
            <p className="text-xs text-muted">{t("deviceHint")}</p>
          </div>
        )}
        <DialogActions>
          <DialogClose render={<Button>{t("cancel")}</Button>} />
          <Button type="submit" variant="primary" pending={pending} disabled={!ready}>
            {t("confirm")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
