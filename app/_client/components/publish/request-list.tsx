"use client";

import { Clock, Reply } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { Button } from "../../../_ui/button.tsx";
import type { RequestState } from "../../publish/requests.ts";

interface RequestListProps {
  readonly requests: readonly RequestState[];
  readonly onShow: (seq: number) => void;
  readonly onClear: () => void;
}

/** What asked for an answer, each with its answer beside it once that has come. */
export function RequestList({ requests, onShow, onClear }: RequestListProps) {
  const t = useTranslations("publish.requests");
  const format = useFormatter();
  if (requests.length === 0) return null;
  return (
    <section aria-label={t("title")} className="flex flex-col gap-1.5 border-t pt-3">
      <div className="flex items-center justify-between">
        <h3 className="text-sm font-medium">{t("title")}</h3>
        <Button variant="quiet" size="sm" onClick={onClear}>
          {t("clear")}
        </Button>
      </div>
      <ul className="flex max-h-60 flex-col gap-1.5 overflow-y-auto">
        {requests.map(({ seq, topic, responseTopic, answer }) => (
          <li key={seq} className="flex flex-col gap-0.5 rounded-md bg-sunken px-2.5 py-1.5 text-xs">
            <span className="truncate font-mono">{topic}</span>
            {answer === undefined ? (
              <span className="flex items-center gap-1.5 text-muted">
                <Clock aria-hidden className="size-3.5 shrink-0" />
                <span className="truncate">{t("waiting", { topic: responseTopic })}</span>
              </span>
            ) : (
              <span className="flex items-center gap-1.5">
                <Reply aria-hidden className="size-3.5 shrink-0 text-ok" />
                <button
                  type="button"
                  className="min-w-0 flex-1 truncate rounded-sm text-left font-mono hover:underline"
                  disabled={answer.seq === undefined}
                  onClick={() => answer.seq !== undefined && onShow(answer.seq)}
                >
                  {answer.preview}
                </button>
                <span className="whitespace-nowrap text-muted tabular-nums">
                  {t("roundTrip", { ms: format.number(answer.roundTripMs, { maximumFractionDigits: 1 }) })}
                </span>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
