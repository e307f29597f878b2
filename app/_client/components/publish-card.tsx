"use client";

import { CircleCheck, Send, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import type { QoS } from "#core/mqtt/packets.ts";
import { validateTopicName } from "#core/topic.ts";
import { Button } from "../../_ui/button.tsx";
import { Card, CardHeader } from "../../_ui/card.tsx";
import { classes } from "../../_ui/classes.ts";
import { Field } from "../../_ui/field.tsx";
import { Checkbox, Input, Textarea } from "../../_ui/input.tsx";
import { Kbd } from "../../_ui/kbd.tsx";
import { Segments } from "../../_ui/segments.tsx";
import { formatJson } from "../json-text.ts";
import type { ClientCommand, MessageRow } from "../protocol.ts";
import { DeliverySentence } from "./delivery-sentence.tsx";

/** What stands in the publish form. */
export interface Draft {
  readonly topic: string;
  readonly payload: string;
  /** JSON is checked before it is sent; text goes as it is. */
  readonly format: "json" | "text";
  readonly qos: QoS;
  readonly retain: boolean;
}

interface PublishCardProps {
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly online: boolean;
  readonly lastSent: MessageRow | undefined;
  readonly send: (command: ClientCommand) => void;
  readonly className?: string;
}

const QOS_OPTIONS = (["0", "1", "2"] as const).map((value) => ({ value, label: `QoS ${value}` }));
/** A PUBLISH's fixed header, topic length, packet id and properties beside topic and payload; generously. */
const HEADER_BYTES = 64;

/** Sends a message. Nothing invalid goes out unless the person says so a second time. */
export function PublishCard({ draft, onDraft, online, lastSent, send, className }: PublishCardProps) {
  const t = useTranslations("client.publish");
  const tTopic = useTranslations("client.topicFault");
  const tJson = useTranslations("client.jsonExpected");
  const [topicError, setTopicError] = useState<string>();
  /** The invalid payload that a first attempt to send was stopped at. */
  const [stoppedAt, setStoppedAt] = useState<string>();
  const retainId = useId();
  const topicInput = useRef<HTMLInputElement>(null);
  const payloadInput = useRef<HTMLTextAreaElement>(null);

  const json = draft.format === "json" ? formatJson(draft.payload) : undefined;
  const stopped = stoppedAt === draft.payload && json?.ok === false;
  const payload = new TextEncoder().encode(draft.payload);
  const tooLarge = payload.byteLength + draft.topic.length * 3 + HEADER_BYTES > DEFAULT_LIMITS.maximumPacketSizeBytes;

  function publish(anyway: boolean) {
    if (!online || tooLarge) return;
    const fault = validateTopicName(draft.topic, DEFAULT_LIMITS);
    if (fault !== undefined) {
      setTopicError(tTopic(fault));
      topicInput.current?.focus();
      return;
    }
    if (json?.ok === false && !anyway) {
      setStoppedAt(draft.payload);
      payloadInput.current?.focus();
      payloadInput.current?.setSelectionRange(json.offset, json.offset);
      return;
    }
    setStoppedAt(undefined);
    send({ type: "publish", message: { topic: draft.topic, payload, qos: draft.qos, retain: draft.retain } });
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    publish(false);
  }

  return (
    <Card aria-labelledby="publish-title" className={className}>
      <CardHeader id="publish-title" title={t("title")} />
      <form
        className="flex flex-col gap-3 p-4"
        noValidate
        onKeyDown={onKeyDown}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          publish(false);
        }}
      >
        <Field name="topic" label={t("topic")} error={topicError}>
          {(control) => (
            <Input
              {...control}
              ref={topicInput}
              className="font-mono"
              value={draft.topic}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              onChange={(event) => {
                onDraft({ ...draft, topic: event.target.value });
                setTopicError(undefined);
              }}
            />
          )}
        </Field>
        <Field
          name="payload"
          label={t("payload")}
          aside={
            <Segments
              label={t("format")}
              value={draft.format}
              onChange={(format) => onDraft({ ...draft, format })}
              options={[
                { value: "json", label: "JSON" },
                { value: "text", label: t("text") },
              ]}
            />
          }
        >
          {(control) => (
            <>
              <Textarea
                {...control}
                ref={payloadInput}
                className="min-h-24 resize-y font-mono leading-5 [tab-size:2]"
                aria-invalid={stopped || undefined}
                aria-describedby="payload-state"
                value={draft.payload}
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                onChange={(event) => onDraft({ ...draft, payload: event.target.value })}
              />
              <div id="payload-state" className="flex min-h-7 items-center gap-2 text-xs text-muted">
                <span className={classes("flex min-w-0 flex-1 items-start gap-1.5", stopped && "text-danger")}>
                  {json === undefined ? null : json.ok ? (
                    <>
                      <CircleCheck aria-hidden className="mt-px size-3.5 shrink-0 text-ok" />
                      {t("validJson")}
                    </>
                  ) : (
                    <>
                      <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
                      {t("invalidJson", { line: json.line, column: json.column, expected: tJson(json.expected) })}
                    </>
                  )}
                </span>
                {json?.ok && json.pretty !== draft.payload ? (
                  <Button variant="quiet" size="sm" onClick={() => onDraft({ ...draft, payload: json.pretty })}>
                    {t("formatJson")}
                  </Button>
                ) : null}
              </div>
            </>
          )}
        </Field>
        {stopped ? (
          <div role="alert" className="flex items-center gap-3 rounded-md bg-danger-soft px-3 py-2 text-sm">
            <span className="flex-1">{t("stopped")}</span>
            <Button size="sm" variant="dangerQuiet" onClick={() => publish(true)}>
              {t("sendAnyway")}
            </Button>
          </div>
        ) : null}
        {tooLarge ? (
          <p role="alert" className="text-sm text-danger">
            {t("tooLarge", { bytes: payload.byteLength, max: DEFAULT_LIMITS.maximumPacketSizeBytes })}
          </p>
        ) : null}
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Segments
            label={t("qos")}
            value={String(draft.qos) as "0" | "1" | "2"}
            onChange={(qos) => onDraft({ ...draft, qos: Number(qos) as QoS })}
            options={QOS_OPTIONS}
          />
          <label htmlFor={retainId} className="flex items-center gap-2 text-sm">
            <Checkbox
              id={retainId}
              checked={draft.retain}
              onChange={(event) => onDraft({ ...draft, retain: event.target.checked })}
            />
            {t("retain")}
          </label>
        </div>
        {draft.qos === 0 ? <p className="text-xs text-muted">{t("qos0Hint")}</p> : null}
        {draft.retain && draft.payload === "" ? <p className="text-xs text-muted">{t("clearsRetained")}</p> : null}
        <div className="flex items-center gap-3">
          <Button type="submit" variant="primary" disabled={!online || tooLarge}>
            <Send aria-hidden />
            {t("send")}
          </Button>
          <span className="flex items-center gap-1 text-xs text-muted max-md:hidden">
            {online ? (
              <>
                <Kbd>Ctrl</Kbd>
                <span aria-hidden>/</span>
                <Kbd>⌘</Kbd>
                <span aria-hidden>+</span>
                <Kbd>Enter</Kbd>
              </>
            ) : (
              t("connectFirst")
            )}
          </span>
        </div>
        <div role="status" className="text-sm empty:hidden">
          {lastSent?.delivery === undefined || stopped || topicError !== undefined ? null : (
            <DeliverySentence
              delivery={lastSent.delivery}
              topic={lastSent.topic}
              principal={lastSent.principal ?? ""}
            />
          )}
        </div>
      </form>
    </Card>
  );
}
