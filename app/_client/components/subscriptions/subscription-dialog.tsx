"use client";

import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useId, useRef, useState } from "react";
import type { QoS } from "#core/mqtt/packets.ts";
import { Button } from "../../../_ui/button.tsx";
import { classes } from "../../../_ui/classes.ts";
import { Dialog, DialogActions, DialogClose } from "../../../_ui/dialog.tsx";
import { Field } from "../../../_ui/field.tsx";
import { Checkbox, Input, Select, Textarea } from "../../../_ui/input.tsx";
import { isPayloadFormat, PAYLOAD_FORMATS } from "../../formats/payload-format.ts";
import type { SubscriptionWish } from "../../protocol.ts";
import { SUBSCRIPTION_COLOURS } from "../subscription-colour.tsx";
import {
  EMPTY_FORM,
  findFault,
  formOf,
  SUBSCRIPTION_IDENTIFIER_MAX,
  type SubscriptionFault,
  type SubscriptionForm,
  wishesOf,
} from "./subscription-form.ts";

interface SubscriptionDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** The one to change; a new one when left out. */
  readonly edited: SubscriptionWish | undefined;
  readonly present: readonly SubscriptionWish[];
  readonly protocolVersion: 4 | 5;
  readonly onSubscribe: (wishes: readonly SubscriptionWish[]) => void;
}

/** What to subscribe to, with all that SUBSCRIBE can say and how its messages are shown. */
export function SubscriptionDialog(props: SubscriptionDialogProps) {
  const { open, onOpenChange, edited } = props;
  const t = useTranslations("subscriptions");
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t(edited === undefined ? "newTitle" : "editTitle")}
      className="w-[32rem]"
    >
      {/* A form of its own for each subscription that is edited. */}
      {open ? <DialogForm key={edited?.id} {...props} /> : null}
    </Dialog>
  );
}

function DialogForm({ onOpenChange, edited, present, protocolVersion, onSubscribe }: SubscriptionDialogProps) {
  const t = useTranslations("subscriptions");
  const tTopic = useTranslations("client.topicFault");
  const tFormats = useTranslations("formats");
  const [form, setForm] = useState<SubscriptionForm>(edited === undefined ? EMPTY_FORM : formOf(edited));
  const [fault, setFault] = useState<SubscriptionFault>();
  const filters = useRef<HTMLTextAreaElement>(null);
  const change = (part: Partial<SubscriptionForm>) => {
    setForm({ ...form, ...part });
    setFault(undefined);
  };

  function submit(event: FormEvent) {
    event.preventDefault();
    // The dialog hangs in the page's tree below the publish form's neighbours; its submit is its own.
    event.stopPropagation();
    const found = findFault(form, protocolVersion);
    setFault(found);
    if (found?.field === "filters") {
      filters.current?.focus();
      filters.current?.setSelectionRange(found.offset, found.offset + 1);
    }
    if (found !== undefined) return;
    onSubscribe(wishesOf(form, present, edited));
    onOpenChange(false);
  }

  const filtersError =
    fault?.field !== "filters"
      ? undefined
      : fault.filter === ""
        ? tTopic(fault.fault)
        : t("filterFault", { filter: fault.filter, position: fault.offset + 1, fault: tTopic(fault.fault) });
  return (
    <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
      <Field name="filter" label={t("filter")} aside={t("filterHint")} hint={t("severalHint")} error={filtersError}>
        {(control) => (
          <Textarea
            {...control}
            ref={filters}
            rows={2}
            className="min-h-14 font-mono"
            value={form.filters}
            placeholder="sensor/+/temperature"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            onChange={(event) => change({ filters: event.target.value })}
          />
        )}
      </Field>
      <Field name="qos" label={t("qos")} hint={t(`qosMeaning.${form.qos}`)}>
        {(control) => (
          <Select
            {...control}
            value={form.qos}
            onChange={(event) => change({ qos: Number(event.target.value) as QoS })}
          >
            {[0, 1, 2].map((qos) => (
              <option key={qos} value={qos}>{`QoS ${qos}`}</option>
            ))}
          </Select>
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="alias" label={t("alias")} aside={t("optional")}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              maxLength={100}
              value={form.alias}
              onChange={(event) => change({ alias: event.target.value })}
            />
          )}
        </Field>
        <Field name="decodeAs" label={t("decodeAs")}>
          {(control) => (
            <Select
              {...control}
              value={form.decodeAs ?? ""}
              onChange={({ target }) => change({ decodeAs: isPayloadFormat(target.value) ? target.value : undefined })}
            >
              <option value="">{t("decodeAsGuess")}</option>
              {PAYLOAD_FORMATS.map((format) => (
                <option key={format} value={format}>
                  {tFormats(`name.${format}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <Colours value={form.colour} onChange={(colour) => change({ colour })} />
      {protocolVersion === 5 ? (
        <fieldset className="flex flex-col gap-3 rounded-md border p-3">
          <legend className="px-1 text-xs text-muted">{t("ofMqtt5")}</legend>
          <Choice
            label={t("noLocal")}
            checked={form.noLocal}
            error={fault?.field === "noLocal" ? t("noLocalShared") : undefined}
            onChange={(noLocal) => change({ noLocal })}
          />
          <Choice
            label={t("retainAsPublished")}
            checked={form.retainAsPublished}
            onChange={(retainAsPublished) => change({ retainAsPublished })}
          />
          <Field name="retainHandling" label={t("retainHandling")}>
            {(control) => (
              <Select
                {...control}
                value={form.retainHandling}
                onChange={(event) => change({ retainHandling: Number(event.target.value) as 0 | 1 | 2 })}
              >
                {([0, 1, 2] as const).map((handling) => (
                  <option key={handling} value={handling}>
                    {t(`retainHandlings.${handling}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field
            name="subscriptionIdentifier"
            label={t("identifier")}
            aside={t("optional")}
            error={
              fault?.field === "subscriptionIdentifier"
                ? t("identifierRange", { max: SUBSCRIPTION_IDENTIFIER_MAX })
                : undefined
            }
          >
            {(control) => (
              <Input
                {...control}
                type="number"
                min={1}
                max={SUBSCRIPTION_IDENTIFIER_MAX}
                value={form.subscriptionIdentifier ?? ""}
                onChange={({ target }) =>
                  change({ subscriptionIdentifier: target.value === "" ? undefined : target.valueAsNumber })
                }
              />
            )}
          </Field>
        </fieldset>
      ) : (
        <p className="text-xs text-muted">{t("notIn311")}</p>
      )}
      <DialogActions>
        <DialogClose render={<Button>{t("cancel")}</Button>} />
        <Button type="submit" variant="primary">
          {t(edited === undefined ? "add" : "change")}
        </Button>
      </DialogActions>
    </form>
  );
}

interface ChoiceProps {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly error?: string | undefined;
  readonly onChange: (checked: boolean) => void;
}

function Choice({ label, checked, error, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="flex items-center gap-2 text-sm">
        <Checkbox id={id} checked={checked} onChange={(event) => onChange(event.target.checked)} />
        {label}
      </label>
      {error === undefined ? null : (
        <p role="alert" className="text-xs text-danger">
          {error}
        </p>
      )}
    </div>
  );
}

interface ColoursProps {
  readonly value: string | undefined;
  readonly onChange: (colour: string | undefined) => void;
}

/** One by itself, one of a few that go together, or any. */
function Colours({ value, onChange }: ColoursProps) {
  const t = useTranslations("subscriptions.colour");
  const name = useId();
  const freeId = useId();
  const free = value !== undefined && !SUBSCRIPTION_COLOURS.some((preset) => preset === value);
  return (
    <fieldset className="flex flex-wrap items-center gap-2">
      <legend className="mb-1.5 text-sm font-medium">{t("label")}</legend>
      <label className="flex h-7 items-center gap-1.5 rounded-md border px-2 text-xs has-checked:border-accent has-focus-visible:outline-2 has-focus-visible:outline-ring">
        <input
          type="radio"
          name={name}
          className="sr-only"
          checked={value === undefined}
          onChange={() => onChange(undefined)}
        />
        {t("auto")}
      </label>
      {SUBSCRIPTION_COLOURS.map((preset, index) => (
        <label
          key={preset}
          className="relative grid size-7 cursor-pointer place-items-center rounded-md has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ring"
          style={{ backgroundColor: preset }}
        >
          <input
            type="radio"
            name={name}
            className="absolute inset-0 cursor-pointer appearance-none opacity-0"
            aria-label={t("preset", { number: index + 1 })}
            checked={value === preset}
            onChange={() => onChange(preset)}
          />
          {value === preset ? <Check aria-hidden className="size-4 text-white" /> : null}
        </label>
      ))}
      <label htmlFor={freeId} className={classes("flex items-center gap-1.5 text-xs", !free && "text-muted")}>
        <input
          id={freeId}
          type="color"
          className="size-7 cursor-pointer rounded-md border bg-surface p-0.5"
          value={value ?? SUBSCRIPTION_COLOURS[0]}
          onChange={(event) => onChange(event.target.value)}
        />
        {t("free")}
      </label>
    </fieldset>
  );
}
