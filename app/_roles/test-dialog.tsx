"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import type { AccessTest, TestIdentity } from "#core/access-test.ts";
import { ACCESS_LIMITS, DEFAULT_LIMITS } from "#core/limits.ts";
import { validateTopicFilter, validateTopicName } from "#core/topic.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { Checkbox, Input, Select } from "../_ui/input.tsx";
import { Segments } from "../_ui/segments.tsx";
import { DeviceField } from "./device-field.tsx";
import { formatLabels, parseLabels } from "./label-text.ts";

interface TestDialogProps {
  readonly tenantSlug: string;
  /** Undefined: a new one. */
  readonly test: AccessTest | undefined;
  readonly onKeep: (test: AccessTest) => void;
  readonly onClose: () => void;
}

const IMAGINED = {
  kind: "imagined",
  device: "sensor-1",
  clientId: "sensor-1",
  username: "sensor-1",
  labels: {},
} as const;
const NEW: AccessTest = {
  name: "",
  as: IMAGINED,
  action: "publish",
  topic: "",
  qos: 0,
  retain: false,
  expected: "allow",
};
const LIMITS = { topicLevelsMax: DEFAULT_LIMITS.topicLevelsMax, topicBytesMax: 1_024 };

/** One access test: who asks to do what, and what the answer must be. */
export function TestDialog({ tenantSlug, test, onKeep, onClose }: TestDialogProps) {
  const t = useTranslations("roles.testDialog");
  const words = useTranslations("roles");
  const common = useTranslations("common");
  const [draft, setDraft] = useState<AccessTest>(test ?? NEW);
  const [labels, setLabels] = useState(draft.as.kind === "imagined" ? formatLabels(draft.as.labels) : "");
  const [sent, setSent] = useState(false);
  const retainId = useId();
  const change = (part: Partial<AccessTest>) => setDraft({ ...draft, ...part });

  const errors = sent ? errorsOf() : {};
  function errorsOf(): { name?: string; topic?: string; labels?: string; device?: string } {
    const validate = draft.action === "publish" ? validateTopicName : validateTopicFilter;
    const fault = validate(draft.topic, LIMITS);
    return {
      ...(draft.name.trim() === "" ? { name: t("nameMissing") } : {}),
      ...(fault === undefined ? {} : { topic: words(`fault.${fault}`) }),
      ...(draft.as.kind === "imagined" && parseLabels(labels) === undefined ? { labels: t("labelsWrong") } : {}),
      ...(draft.as.kind === "device" && draft.as.deviceId === "" ? { device: t("deviceMissing") } : {}),
    };
  }

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (Object.keys(errorsOf()).length > 0) return;
    const as: TestIdentity = draft.as.kind === "device" ? draft.as : { ...draft.as, labels: parseLabels(labels) ?? {} };
    onKeep({ ...draft, name: draft.name.trim(), as, retain: draft.action === "publish" && draft.retain });
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      className="w-[34rem]"
      title={test === undefined ? t("new") : t("change")}
      description={t("lead")}
    >
      <form noValidate onSubmit={onSubmit} className="flex flex-col gap-4">
        <Field name="name" label={t("name")} error={errors.name}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              autoComplete="off"
              maxLength={ACCESS_LIMITS.testNameCharsMax}
              placeholder={t("nameExample")}
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <div className="flex flex-col gap-2">
          <span className="text-sm font-medium">{t("who")}</span>
          <Segments
            label={t("who")}
            className="self-start"
            value={draft.as.kind}
            options={[
              { value: "imagined", label: t("imagined") },
              { value: "device", label: t("device") },
            ]}
            onChange={(kind) => change({ as: kind === "device" ? { kind, deviceId: "", clientId: "" } : IMAGINED })}
          />
          {draft.as.kind === "device" ? (
            <DeviceField
              tenantSlug={tenantSlug}
              deviceId={draft.as.deviceId}
              error={errors.device}
              onChange={(deviceId, name) => change({ as: { kind: "device", deviceId, clientId: name } })}
            />
          ) : (
            <Imagined as={draft.as} labels={labels} error={errors.labels} onChange={change} onLabels={setLabels} />
          )}
        </div>
        <div className="grid gap-3 sm:grid-cols-[9rem_minmax(0,1fr)]">
          <Field name="action" label={t("action")}>
            {(control) => (
              <Select
                {...control}
                value={draft.action}
                onChange={(event) => change({ action: event.target.value as AccessTest["action"] })}
              >
                <option value="publish">{words("action.publish")}</option>
                <option value="subscribe">{words("action.subscribe")}</option>
              </Select>
            )}
          </Field>
          <Field name="topic" label={t(draft.action === "publish" ? "topic" : "filter")} error={errors.topic}>
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                className="font-mono text-xs"
                placeholder="sensor-1/temperature"
                value={draft.topic}
                onChange={(event) => change({ topic: event.target.value })}
              />
            )}
          </Field>
          <Field name="qos" label={t("qos")}>
            {(control) => (
              <Select
                {...control}
                value={String(draft.qos)}
                onChange={(event) => change({ qos: Number(event.target.value) as AccessTest["qos"] })}
              >
                {[0, 1, 2].map((qos) => (
                  <option key={qos}>{qos}</option>
                ))}
              </Select>
            )}
          </Field>
          {draft.action === "publish" ? (
            <span className="flex items-center gap-2 self-end pb-1.5 text-sm">
              <Checkbox
                id={retainId}
                checked={draft.retain}
                onChange={(event) => change({ retain: event.target.checked })}
              />
              <label htmlFor={retainId}>{t("retain")}</label>
            </span>
          ) : null}
        </div>
        <div className="flex items-center gap-3">
          <span className="text-sm font-medium">{t("expected")}</span>
          <Segments
            label={t("expected")}
            value={draft.expected}
            options={[
              { value: "allow", label: t("allowed") },
              { value: "deny", label: t("denied") },
            ]}
            onChange={(expected) => change({ expected })}
          />
        </div>
        <DialogActions>
          <DialogClose render={<Button>{common("cancel")}</Button>} />
          <Button type="submit" variant="primary">
            {test === undefined ? t("add") : t("keep")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface ImaginedProps {
  readonly as: Extract<TestIdentity, { kind: "imagined" }>;
  readonly labels: string;
  readonly error: string | undefined;
  readonly onChange: (part: Pick<AccessTest, "as">) => void;
  readonly onLabels: (text: string) => void;
}

/** What the variables stand for. */
function Imagined({ as, labels, error, onChange, onLabels }: ImaginedProps) {
  const t = useTranslations("roles.testDialog");
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      {(["device", "clientId", "username"] as const).map((part) => (
        <Field key={part} name={part} label={t(`identity.${part}`)}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={128}
              className="font-mono text-xs"
              value={as[part]}
              onChange={(event) => onChange({ as: { ...as, [part]: event.target.value } })}
            />
          )}
        </Field>
      ))}
      <Field name="labels" label={t("identity.labels")} hint={t("labelsHint")} error={error} className="sm:col-span-3">
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono text-xs"
            placeholder="site=osaka, hall=3"
            value={labels}
            onChange={(event) => onLabels(event.target.value)}
          />
        )}
      </Field>
    </div>
  );
}
