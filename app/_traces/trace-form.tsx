"use client";

import { Search, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId, useState, useTransition } from "react";
import { TRACE_OUTCOMES } from "#core/trace.ts";
import { DeviceCombobox } from "../_devices/device-combobox.tsx";
import type { FoundDevice } from "../_palette/find-devices.ts";
import { Button } from "../_ui/button.tsx";
import { Card, CardBody } from "../_ui/card.tsx";
import { ClockTime } from "../_ui/clock-time.tsx";
import { Field } from "../_ui/field.tsx";
import { Input, Select } from "../_ui/input.tsx";
import { Segments } from "../_ui/segments.tsx";
import { RANGES, type TraceSearch, traceQuery } from "./trace-search.ts";

interface TraceFormProps {
  readonly tenantSlug: string;
  readonly search: TraceSearch;
  /** The devices of the URL, where there are such. */
  readonly from: FoundDevice | null;
  readonly to: FoundDevice | null;
  readonly offered: readonly FoundDevice[];
  /** What is wrong with the topic. */
  readonly fault: string | undefined;
}

/** The question, in the person's words: who sent it, on which topic, to whom, about when. */
export function TraceForm({ tenantSlug, search, from, to, offered, fault }: TraceFormProps) {
  const t = useTranslations("traces.form");
  const outcomes = useTranslations("traces.outcomes");
  const router = useRouter();
  const id = useId();
  const [pending, start] = useTransition();
  const [draft, setDraft] = useState(search);
  const [sender, setSender] = useState(from);
  const [receiver, setReceiver] = useState(to);
  const change = (part: Partial<TraceSearch>) => setDraft((before) => ({ ...before, ...part }));
  const ask = (next: TraceSearch) =>
    start(() => router.push(`/${tenantSlug}/traces${traceQuery({ ...next, cursor: undefined })}`));

  return (
    <Card aria-label={t("question")}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          ask({ ...draft, topic: draft.topic?.trim() || undefined, from: sender?.id, to: receiver?.id });
        }}
      >
        <CardBody className="grid gap-x-4 gap-y-3 sm:grid-cols-2 xl:grid-cols-3">
          <Device
            tenantSlug={tenantSlug}
            id={`${id}-from`}
            label={t("from")}
            value={sender}
            offered={offered}
            onChange={setSender}
          />
          <Field name="topic" label={t("topic")} error={fault} aside={t("optional")}>
            {(control) => (
              <Input
                {...control}
                className="font-mono"
                autoCapitalize="none"
                autoComplete="off"
                spellCheck={false}
                placeholder="site/+/temperature"
                value={draft.topic ?? ""}
                onChange={(event) => change({ topic: event.target.value })}
              />
            )}
          </Field>
          <Device
            tenantSlug={tenantSlug}
            id={`${id}-to`}
            label={t("to")}
            value={receiver}
            offered={offered}
            onChange={setReceiver}
          />
          <div className="flex flex-col gap-1.5">
            <span className="text-sm font-medium">{t("when")}</span>
            {draft.at === undefined ? (
              <Segments
                label={t("when")}
                value={draft.range}
                onChange={(range) => change({ range })}
                options={RANGES.map((value) => ({ value, label: t(`ranges.${value}`) }))}
                className="self-start"
              />
            ) : (
              <Button size="sm" className="self-start rounded-full" onClick={() => change({ at: undefined })}>
                <span>
                  {t("around")} <ClockTime at={draft.at} />
                </span>
                <X aria-hidden />
                <span className="sr-only">{t("anyTime")}</span>
              </Button>
            )}
          </div>
          <Field name="outcome" label={t("outcome")}>
            {(control) => (
              <Select
                {...control}
                value={draft.outcome}
                onChange={(event) =>
                  change({ outcome: TRACE_OUTCOMES.find((known) => known === event.target.value) ?? "any" })
                }
              >
                <option value="any">{t("any")}</option>
                {TRACE_OUTCOMES.map((outcome) => (
                  <option key={outcome} value={outcome}>
                    {outcomes(outcome)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Button type="submit" variant="primary" pending={pending} className="self-end justify-self-start">
            <Search aria-hidden />
            {t("ask")}
          </Button>
        </CardBody>
      </form>
    </Card>
  );
}

interface DeviceProps {
  readonly tenantSlug: string;
  readonly id: string;
  readonly label: string;
  readonly value: FoundDevice | null;
  readonly offered: readonly FoundDevice[];
  readonly onChange: (device: FoundDevice | null) => void;
}

function Device({ label, id, value, onChange, ...rest }: DeviceProps) {
  const t = useTranslations("traces.form");
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {value === null ? (
          <span className="text-xs text-muted">{t("optional")}</span>
        ) : (
          <button
            type="button"
            className="-my-1 inline-flex min-h-6 items-center rounded-sm text-xs text-muted hover:text-ink hover:underline"
            onClick={() => onChange(null)}
          >
            {t("anybody")}
            <span className="sr-only">: {label}</span>
          </button>
        )}
      </div>
      {/* Emptied from outside, it is a new one: it keeps what was typed. */}
      <DeviceCombobox key={value?.id ?? ""} id={id} value={value} onChange={onChange} {...rest} />
    </div>
  );
}
