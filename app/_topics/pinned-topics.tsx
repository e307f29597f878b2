"use client";

import { Star, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../_ui/button.tsx";
import { classes } from "../_ui/classes.ts";
import { useAge, useRate } from "./amounts.ts";
import { FLASH, TopicName } from "./topic-row.tsx";
import type { TopicsSession } from "./topics-session.ts";

interface PinnedTopicsProps {
  readonly session: TopicsSession;
  readonly pinned: readonly string[];
  readonly selected: string | undefined;
  readonly onOpen: (path: string) => void;
  readonly onUnpin: (path: string) => void;
}

/** Topics and branches that a person keeps in sight, wherever they stand in the tree. */
export function PinnedTopics({ session, pinned, selected, onOpen, onUnpin }: PinnedTopicsProps) {
  const t = useTranslations("topics");
  const age = useAge();
  const rate = useRate();
  if (pinned.length === 0) return null;
  const now = session.brokerNowMs();
  return (
    <section aria-label={t("shelf.pinned")} className="border-b bg-surface">
      <ul className="max-h-40 overflow-y-auto py-1">
        {pinned.map((path) => {
          const topic = session.model.nodeAt(path);
          const values = topic?.values;
          return (
            <li
              key={path}
              className={classes(
                "relative flex h-8 items-center gap-2 pr-1.5 pl-2.5 hover:bg-hover",
                path === selected && "bg-accent-soft hover:bg-accent-soft",
              )}
            >
              {topic !== undefined && topic.flashes > 0 ? (
                <span key={topic.flashes} aria-hidden className={FLASH} />
              ) : null}
              <Star aria-hidden className="size-3 shrink-0 fill-current text-warn" />
              <button
                type="button"
                className="flex min-w-0 flex-1 items-center gap-2 rounded-sm text-left text-sm after:absolute after:inset-0 after:right-9"
                onClick={() => onOpen(path)}
              >
                <span className="min-w-0 shrink-0 basis-1/2">
                  <TopicName name={path} title={path} strong={false} />
                </span>
                <span className="min-w-0 flex-1 truncate font-mono text-xs text-muted">{topic?.preview}</span>
                <span className="shrink-0 text-xs text-muted tabular-nums">
                  {values === undefined ? "" : rate(values.rate)}
                </span>
                <span className="w-9 shrink-0 text-right text-xs text-muted tabular-nums">
                  {values?.lastAtMs == null ? "" : age(now - values.lastAtMs)}
                </span>
              </button>
              <Button
                size="iconSm"
                variant="quiet"
                className="relative z-1 size-6"
                aria-label={t("shelf.unpin", { topic: path })}
                onClick={() => onUnpin(path)}
              >
                <X aria-hidden />
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
