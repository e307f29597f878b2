"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { previewPayload } from "../_client/decode-payload.ts";
import { useReadAgainAfterJobs } from "../_jobs/use-read-again-after-jobs.ts";
import type { ClearRetainedInput } from "../_services/retained/clear-retained.ts";
import type { RetainedView } from "../_services/retained/retained.ts";
import { bytesOfBase64 } from "../_ui/base64.ts";
import { Button } from "../_ui/button.tsx";
import { bytesFormat } from "../_ui/bytes.ts";
import { useHotkey } from "../_ui/hotkey.ts";
import { Checkbox } from "../_ui/input.tsx";
import { Table, Td, Th, Tr } from "../_ui/table.tsx";
import { TimeLeft } from "../_ui/time-left.tsx";
import { ClearDialog } from "./clear-dialog.tsx";
import { RetainedPeek } from "./retained-peek.tsx";

interface RetainedListProps {
  readonly tenantSlug: string;
  readonly messages: readonly RetainedView[];
  readonly mayWrite: boolean;
}

/** Retained messages by topic; each opens its payload, and those chosen are cleared together. */
export function RetainedList({ tenantSlug, messages, mayWrite }: RetainedListProps) {
  const t = useTranslations("retained");
  const format = useFormatter();
  const body = useRef<HTMLTableSectionElement>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [peeked, setPeeked] = useState<RetainedView>();
  const [clearing, setClearing] = useState<ClearRetainedInput>();
  const [current, setCurrent] = useState(-1);
  useReadAgainAfterJobs("retained.");
  // What was cleared meanwhile is chosen no more.
  const topics = messages.map(({ topic }) => topic).filter((topic) => chosen.has(topic));
  const every = messages.length > 0 && topics.length === messages.length;
  const toggle = (topic: string | undefined) => {
    if (topic === undefined || !mayWrite) return;
    const next = new Set(topics);
    if (!next.delete(topic)) next.add(topic);
    setChosen(next);
  };
  const go = (index: number) => {
    const next = Math.max(0, Math.min(messages.length - 1, index));
    setCurrent(next);
    body.current?.rows[next]?.querySelector<HTMLElement>("button")?.focus();
  };
  const clear = () => topics.length > 0 && setClearing({ topics });
  useHotkey("j", () => go(current + 1), t("keys.next"));
  useHotkey("k", () => go(current - 1), t("keys.previous"));
  useHotkey("x", () => toggle(messages[current]?.topic), mayWrite ? t("keys.choose") : undefined);
  useHotkey("Delete", clear, mayWrite ? t("keys.clear") : undefined);

  return (
    <>
      <Table>
        <thead>
          <tr>
            {mayWrite ? (
              <Th className="w-10 pr-0">
                <Checkbox
                  aria-label={t("choosePage")}
                  checked={every}
                  ref={(box) => {
                    if (box !== null) box.indeterminate = topics.length > 0 && !every;
                  }}
                  onChange={() => setChosen(new Set(every ? [] : messages.map(({ topic }) => topic)))}
                />
              </Th>
            ) : null}
            <Th>{t("columns.topic")}</Th>
            <Th className="hidden md:table-cell">{t("columns.payload")}</Th>
            <Th className="hidden sm:table-cell">{t("columns.qos")}</Th>
            <Th className="text-right">{t("columns.size")}</Th>
            <Th className="hidden lg:table-cell">{t("columns.expires")}</Th>
            <Th className="hidden sm:table-cell">{t("columns.publisher")}</Th>
          </tr>
        </thead>
        <tbody ref={body}>
          {messages.map((message, index) => {
            const { topic, publisher } = message;
            const size = bytesFormat(message.payloadBytes);
            return (
              <Tr key={topic} className={topics.includes(topic) ? "bg-accent-soft/40" : undefined}>
                {mayWrite ? (
                  <Td className="pr-0">
                    <Checkbox
                      aria-label={t("chooseOne", { topic })}
                      checked={topics.includes(topic)}
                      onChange={() => toggle(topic)}
                    />
                  </Td>
                ) : null}
                <Td className="py-1.5">
                  <button
                    type="button"
                    className="min-h-6 text-left font-mono text-xs font-medium break-all hover:underline"
                    onFocus={() => setCurrent(index)}
                    onClick={() => setPeeked(message)}
                  >
                    {topic}
                  </button>
                </Td>
                <Td className="hidden max-w-72 truncate font-mono text-xs text-muted md:table-cell">
                  {previewPayload(bytesOfBase64(message.payload)).preview}
                </Td>
                <Td className="hidden tabular-nums sm:table-cell">{message.qos}</Td>
                <Td className="text-right whitespace-nowrap tabular-nums">{format.number(size.value, size.options)}</Td>
                <Td className="hidden whitespace-nowrap text-muted lg:table-cell">
                  {message.expiresAt === null ? t("never") : <TimeLeft until={message.expiresAt} />}
                </Td>
                <Td className="hidden max-w-40 truncate sm:table-cell">
                  {publisher === null ? (
                    <span className="text-muted">{t("noPublisher")}</span>
                  ) : publisher.deviceId === null ? (
                    publisher.clientId
                  ) : (
                    <Link href={`/${tenantSlug}/devices/${publisher.deviceId}`} className="hover:underline">
                      {publisher.clientId}
                    </Link>
                  )}
                </Td>
              </Tr>
            );
          })}
        </tbody>
      </Table>
      {topics.length === 0 ? null : (
        <section
          aria-label={t("clear.bar")}
          className="sticky bottom-4 z-20 mx-auto flex w-full max-w-md items-center gap-2 rounded-xl border bg-surface px-3 py-2 shadow-popup"
        >
          <p className="mr-auto text-sm font-medium tabular-nums">{t("clear.chosen", { count: topics.length })}</p>
          <Button size="sm" variant="danger" onClick={clear}>
            {t("clear.selected")}
          </Button>
          <Button size="iconSm" variant="quiet" aria-label={t("clear.none")} onClick={() => setChosen(new Set())}>
            <X aria-hidden />
          </Button>
        </section>
      )}
      {clearing === undefined ? null : (
        <ClearDialog
          tenantSlug={tenantSlug}
          which={clearing}
          onClose={() => setClearing(undefined)}
          onDone={() => {
            setClearing(undefined);
            setChosen(new Set());
          }}
        />
      )}
      <RetainedPeek tenantSlug={tenantSlug} message={peeked} onClose={() => setPeeked(undefined)} />
    </>
  );
}
