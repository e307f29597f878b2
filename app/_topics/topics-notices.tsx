"use client";

import { useTranslations } from "next-intl";
import { Button } from "../_ui/button.tsx";
import { Notice } from "../_ui/notice.tsx";
import type { TopicsSession } from "./topics-session.ts";

/** A break that is over in a second or two is the chip's to tell: a notice would only move the page. */
const FAILURES_TOLD = 3;

/**
 * What does not work, or not wholly: why, and what next. Stays until it is over. That the broker is away is said above
 * every page.
 */
export function TopicsNotices({ session }: { readonly session: TopicsSession }) {
  const t = useTranslations("topics.notices");
  const { line, model, viewRefused } = session;
  const tree = model.tree;
  const again = (
    <Button size="sm" onClick={session.retryNow}>
      {t("again")}
    </Button>
  );
  return (
    <div className="flex flex-col gap-2 empty:hidden">
      {line.status === "denied" ? (
        <Notice tone="danger" title={t("deniedTitle")}>
          {t("denied")}
        </Notice>
      ) : null}
      {line.status === "gone" ? (
        <Notice
          tone="danger"
          title={t("goneTitle")}
          action={
            <Button size="sm" onClick={() => window.location.reload()}>
              {t("reload")}
            </Button>
          }
        >
          {t("gone")}
        </Notice>
      ) : null}
      {line.status === "tooMany" ? (
        <Notice tone="warn" title={t("tooManyTitle")} action={again}>
          {t("tooMany")}
        </Notice>
      ) : null}
      {line.status === "reconnecting" && line.failures >= FAILURES_TOLD ? (
        <Notice tone="warn" title={t("lostTitle")} action={again}>
          {t("lost")}
        </Notice>
      ) : null}
      {viewRefused ? <Notice tone="warn">{t("viewRefused")}</Notice> : null}
      {tree?.full ? (
        <Notice tone="warn" title={t("fullTitle", { topics: tree.topics })}>
          {t("full", { messages: tree.messagesUntracked })}
        </Notice>
      ) : null}
    </div>
  );
}
