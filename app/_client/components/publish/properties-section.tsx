"use client";

import { Plus, Reply, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { Button } from "../../../_ui/button.tsx";
import { Field } from "../../../_ui/field.tsx";
import { Checkbox, Input } from "../../../_ui/input.tsx";
import { countProperties, type DraftProperties, NO_PROPERTIES } from "../../publish/draft.ts";
import { Disclosure } from "./disclosure.tsx";

/** A person's hand does not make more. */
const USER_PROPERTIES_MAX = 50;

interface PropertiesSectionProps {
  readonly properties: DraftProperties;
  /** 0 when the broker takes none. */
  readonly topicAliasMaximum: number;
  readonly error: string | undefined;
  readonly onChange: (properties: DraftProperties) => void;
  /** Fills response topic and correlation data, and listens for answers. */
  readonly onAwaitAnswer: () => void;
}

/** What a message of MQTT 5 carries besides its payload; how much of it is set shows while it is folded. */
export function PropertiesSection(props: PropertiesSectionProps) {
  const { properties, topicAliasMaximum, error, onChange, onAwaitAnswer } = props;
  const t = useTranslations("publish.properties");
  const utf8Id = useId();
  const set = countProperties(properties);
  const change = (part: Partial<DraftProperties>) => onChange({ ...properties, ...part });
  const text = (name: "contentType" | "responseTopic" | "correlationData", hint?: ReactNode) => (
    <Field name={name} label={t(name)} hint={hint}>
      {(control) => (
        <Input
          {...control}
          className="font-mono"
          value={properties[name]}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  const number = (name: "messageExpiryIntervalSeconds" | "topicAlias", max: number, hint?: ReactNode) => (
    <Field name={name} label={t(name)} hint={hint}>
      {(control) => (
        <Input
          {...control}
          type="number"
          min={name === "topicAlias" ? 1 : 0}
          max={max}
          value={properties[name] ?? ""}
          onChange={({ target }) => change({ [name]: target.value === "" ? undefined : target.valueAsNumber })}
        />
      )}
    </Field>
  );
  return (
    <Disclosure title={t("title")} count={set} error={error}>
      <Button size="sm" className="self-start" onClick={onAwaitAnswer}>
        <Reply aria-hidden />
        {t("awaitAnswer")}
      </Button>
      {text("responseTopic")}
      {text("correlationData", t("correlationHint"))}
      {text("contentType")}
      <label htmlFor={utf8Id} className="flex items-center gap-2 text-sm">
        <Checkbox
          id={utf8Id}
          checked={properties.payloadIsUtf8}
          onChange={(event) => change({ payloadIsUtf8: event.target.checked })}
        />
        {t("payloadIsUtf8")}
      </label>
      <div className="grid grid-cols-2 items-end gap-3">
        {number("messageExpiryIntervalSeconds", 0xffff_ffff)}
        {number("topicAlias", topicAliasMaximum)}
      </div>
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1.5 text-sm font-medium">{t("userProperties")}</legend>
        {properties.userProperties.map(([name, value], index) => {
          const replace = (next: [string, string]) =>
            change({ userProperties: properties.userProperties.with(index, next) });
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a name may come twice, and rows keep their order
            <div key={index} className="flex items-center gap-1">
              <Input
                aria-label={t("userPropertyName", { number: index + 1 })}
                className="font-mono"
                value={name}
                onChange={(event) => replace([event.target.value, value])}
              />
              <Input
                aria-label={t("userPropertyValue", { number: index + 1 })}
                className="font-mono"
                value={value}
                onChange={(event) => replace([name, event.target.value])}
              />
              <Button
                variant="quiet"
                size="iconSm"
                aria-label={t("removeUserProperty", { number: index + 1 })}
                onClick={() => change({ userProperties: properties.userProperties.toSpliced(index, 1) })}
              >
                <X aria-hidden />
              </Button>
            </div>
          );
        })}
        <span className="flex gap-1">
          <Button
            variant="quiet"
            size="sm"
            disabled={properties.userProperties.length >= USER_PROPERTIES_MAX}
            onClick={() => change({ userProperties: [...properties.userProperties, ["", ""]] })}
          >
            <Plus aria-hidden />
            {t("addUserProperty")}
          </Button>
          {set === 0 ? null : (
            <Button variant="quiet" size="sm" onClick={() => onChange(NO_PROPERTIES)}>
              {t("clear")}
            </Button>
          )}
        </span>
      </fieldset>
    </Disclosure>
  );
}
