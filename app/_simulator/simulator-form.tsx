"use client";

import { Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId, useState, useTransition } from "react";
import { DeviceCombobox } from "../_devices/device-combobox.tsx";
import type { FoundDevice } from "../_palette/find-devices.ts";
import { Button } from "../_ui/button.tsx";
import { Card, CardBody } from "../_ui/card.tsx";
import { Field } from "../_ui/field.tsx";
import { Checkbox, Input, Select } from "../_ui/input.tsx";
import { Kbd } from "../_ui/kbd.tsx";
import { Segments } from "../_ui/segments.tsx";
import { ACTIONS, type Simulation, simulationQuery } from "./simulation.ts";

interface SimulatorFormProps {
  readonly tenantSlug: string;
  readonly simulation: Simulation;
  /** The device of the URL, if there is one. */
  readonly device: FoundDevice | null;
  readonly offered: readonly FoundDevice[];
  readonly roleNames: readonly string[];
  /** What is wrong, by field. */
  readonly errors: Readonly<Partial<Record<"topic" | "device" | "labels", string>>>;
}

type Who = "device" | "imagined";

/** The question: who, what, where. Asking it is a step to another URL. */
export function SimulatorForm({ tenantSlug, simulation, device, offered, roleNames, errors }: SimulatorFormProps) {
  const t = useTranslations("simulator");
  const router = useRouter();
  const id = useId();
  const [pending, start] = useTransition();
  const [draft, setDraft] = useState(simulation);
  const [chosen, setChosen] = useState(device);
  const who: Who = draft.imagined === undefined ? "device" : "imagined";
  const change = (part: Partial<Simulation>) => setDraft((before) => ({ ...before, ...part }));
  const run = () => {
    const asked = who === "device" ? { ...draft, deviceId: chosen?.id } : draft;
    // What-if roles are of the one they were tried on.
    const same =
      asked.deviceId === simulation.deviceId && (asked.imagined === undefined) === (simulation.imagined === undefined);
    const next = same ? asked : { ...asked, withRoles: [], withoutRoles: [] };
    // On a phone the answer is below the question.
    const narrow = window.matchMedia("(max-width: 63.99rem)").matches;
    start(() => router.push(`/${tenantSlug}/simulator${simulationQuery(next)}${narrow ? "#answers" : ""}`));
  };

  return (
    <Card aria-label={t("question")}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
          event.preventDefault();
          run();
        }}
      >
        <CardBody className="flex flex-col gap-4">
          <Segments<Who>
            label={t("who.label")}
            value={who}
            onChange={(value) =>
              change({
                imagined: value === "imagined" ? { name: chosen?.name ?? "", labels: "", roles: [] } : undefined,
              })
            }
            options={[
              { value: "device", label: t("who.device") },
              { value: "imagined", label: t("who.imagined") },
            ]}
            className="self-start"
          />
          {draft.imagined === undefined ? (
            <div className="flex flex-col gap-1.5">
              <label htmlFor={`${id}-device`} className="text-sm font-medium">
                {t("device.label")}
              </label>
              <DeviceCombobox
                tenantSlug={tenantSlug}
                id={`${id}-device`}
                value={chosen}
                offered={offered}
                onChange={setChosen}
                invalid={errors.device !== undefined}
              />
              {errors.device === undefined ? null : <p className="text-xs text-danger">{errors.device}</p>}
            </div>
          ) : (
            <ImaginedFields
              imagined={draft.imagined}
              roleNames={roleNames}
              error={errors.labels}
              onChange={(imagined) => change({ imagined })}
            />
          )}
          <div className="flex flex-col gap-1.5">
            <span className="text-sm font-medium">{t("action.label")}</span>
            <Segments
              label={t("action.label")}
              value={draft.action}
              onChange={(action) => change({ action })}
              options={ACTIONS.map((value) => ({ value, label: t(`action.${value}`) }))}
              className="self-start"
            />
          </div>
          <Field
            name="topic"
            label={draft.action === "subscribe" ? t("topic.filter") : t("topic.name")}
            error={errors.topic}
            hint={draft.action === "subscribe" ? t("topic.filterHint") : undefined}
          >
            {(control) => (
              <Input
                {...control}
                className="font-mono"
                autoCapitalize="none"
                autoComplete="off"
                spellCheck={false}
                placeholder={draft.action === "subscribe" ? "sensor-1/#" : "sensor-1/temperature"}
                value={draft.topic}
                onChange={(event) => change({ topic: event.target.value })}
              />
            )}
          </Field>
          <div className="grid grid-cols-2 gap-3">
            <Field name="qos" label={t("qos")}>
              {(control) => (
                <Select
                  {...control}
                  value={String(draft.qos)}
                  onChange={(event) => change({ qos: Number(event.target.value) as 0 | 1 | 2 })}
                >
                  {["0", "1", "2"].map((qos) => (
                    <option key={qos} value={qos}>
                      {qos}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <label
              htmlFor={`${id}-retain`}
              className="flex items-center gap-2 self-end pb-1.5 text-sm has-disabled:text-faint"
            >
              <Checkbox
                id={`${id}-retain`}
                checked={draft.retain && draft.action !== "subscribe"}
                disabled={draft.action === "subscribe"}
                onChange={(event) => change({ retain: event.target.checked })}
              />
              {t("retain")}
            </label>
          </div>
          <Field name="client" label={t("clientId.label")} hint={t("clientId.hint")} aside={t("optional")}>
            {(control) => (
              <Input
                {...control}
                className="font-mono"
                autoCapitalize="none"
                autoComplete="off"
                spellCheck={false}
                value={draft.clientId}
                onChange={(event) => change({ clientId: event.target.value })}
              />
            )}
          </Field>
          <Button type="submit" variant="primary" pending={pending}>
            <Play aria-hidden />
            {t("run")}
            <span aria-hidden className="hidden opacity-80 sm:inline">
              <Kbd>⌘↵</Kbd>
            </span>
          </Button>
        </CardBody>
      </form>
    </Card>
  );
}

type Imagined = NonNullable<Simulation["imagined"]>;

function ImaginedFields({
  imagined,
  roleNames,
  error,
  onChange,
}: {
  readonly imagined: Imagined;
  readonly roleNames: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (imagined: Imagined) => void;
}) {
  const t = useTranslations("simulator.imagined");
  const id = useId();
  const mono = { className: "font-mono", autoCapitalize: "none", autoComplete: "off", spellCheck: false } as const;
  const toggle = (role: string) =>
    onChange({
      ...imagined,
      roles: imagined.roles.includes(role) ? imagined.roles.filter((each) => each !== role) : [...imagined.roles, role],
    });
  return (
    <>
      <Field name="name" label={t("name")} hint={t("nameHint")}>
        {(control) => (
          <Input
            {...control}
            {...mono}
            value={imagined.name}
            onChange={(event) => onChange({ ...imagined, name: event.target.value })}
          />
        )}
      </Field>
      <Field name="labels" label={t("labels")} hint={t("labelsHint")} error={error}>
        {(control) => (
          <Input
            {...control}
            {...mono}
            placeholder="site=osaka, hall=3"
            value={imagined.labels}
            onChange={(event) => onChange({ ...imagined, labels: event.target.value })}
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1.5 text-sm font-medium">{t("roles")}</legend>
        <div className="flex max-h-40 flex-col gap-0.5 overflow-y-auto rounded-md border border-line-control/60 p-2">
          {roleNames.map((role) => (
            <label key={role} htmlFor={`${id}-${role}`} className="flex min-h-6 items-center gap-2 text-sm">
              <Checkbox id={`${id}-${role}`} checked={imagined.roles.includes(role)} onChange={() => toggle(role)} />
              <span className="truncate font-mono text-xs">{role}</span>
            </label>
          ))}
        </div>
      </fieldset>
    </>
  );
}
