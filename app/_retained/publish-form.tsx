"use client";

import { Send } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId, useState, useTransition } from "react";
import type { Outcome } from "../_forms/outcome.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Checkbox, Input, Select, Textarea } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { toast } from "../_ui/toast.tsx";
import { publishMessage } from "./actions.ts";

interface PublishFormProps {
  readonly tenantSlug: string;
  /** What stands in the form at first. */
  readonly first?: {
    readonly topic: string;
    readonly payload?: string;
    readonly qos: 0 | 1 | 2;
    readonly retain: boolean;
  };
  readonly onDone?: () => void;
}

/** What is published with QoS 0 is in the database within a second. */
const STORED_MS = 1_200;

/** Topic, payload, QoS and retain: the whole of a message that most people need. */
export function PublishForm({ tenantSlug, first, onDone }: PublishFormProps) {
  const t = useTranslations("retained.publish");
  const id = useId();
  const router = useRouter();
  const [pending, start] = useTransition();
  const [topic, setTopic] = useState(first?.topic ?? "");
  const [payload, setPayload] = useState(first?.payload ?? "");
  const [qos, setQos] = useState<0 | 1 | 2>(first?.qos ?? 1);
  const [retain, setRetain] = useState(first?.retain ?? true);
  const [failure, setFailure] = useState<Extract<Outcome, { ok: false }>>();
  const send = () =>
    start(async () => {
      const outcome = await publishMessage(tenantSlug, { topic, payload, qos, retain });
      if (!outcome.ok) return setFailure(outcome);
      setFailure(undefined);
      toast(t("sent", { count: outcome.value }));
      router.refresh();
      setTimeout(() => router.refresh(), STORED_MS);
      onDone?.();
    });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
        event.preventDefault();
        send();
      }}
    >
      {failure !== undefined && failure.field === undefined ? <Notice tone="danger">{failure.message}</Notice> : null}
      <Field name="topic" label={t("topic")} error={failure?.field === "topic" ? failure.message : undefined}>
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            placeholder="hall/lamp/state"
            spellCheck={false}
            autoCapitalize="none"
            autoComplete="off"
            value={topic}
            onChange={(event) => setTopic(event.target.value)}
          />
        )}
      </Field>
      <Field
        name="payload"
        label={t("payload")}
        hint={t("payloadHint")}
        error={failure?.field === "payload" ? failure.message : undefined}
      >
        {(control) => (
          <Textarea
            {...control}
            className="font-mono"
            rows={3}
            placeholder='{"on": true}'
            spellCheck={false}
            value={payload}
            onChange={(event) => setPayload(event.target.value)}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-4">
        <label htmlFor={`${id}-qos`} className="flex items-center gap-2 text-sm">
          {t("qos")}
          <span className="w-20">
            <Select
              id={`${id}-qos`}
              value={qos}
              onChange={(event) => setQos(event.target.value === "2" ? 2 : event.target.value === "1" ? 1 : 0)}
            >
              <option>0</option>
              <option>1</option>
              <option>2</option>
            </Select>
          </span>
        </label>
        <label htmlFor={`${id}-retain`} className="flex min-h-6 items-center gap-2 text-sm">
          <Checkbox id={`${id}-retain`} checked={retain} onChange={(event) => setRetain(event.target.checked)} />
          {t("retain")}
        </label>
        <Button type="submit" variant="primary" pending={pending} className="ml-auto">
          <Send aria-hidden />
          {t("send")}
        </Button>
      </div>
    </form>
  );
}
