"use client";

import { Pause, Play, Send } from "lucide-react";
import dynamic from "next/dynamic";
import { usePathname, useSearchParams } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { TopicsSort } from "#core/live-topics.ts";
import { PublishForm } from "../_retained/publish-form.tsx";
import { Button } from "../_ui/button.tsx";
import { classes } from "../_ui/classes.ts";
import { Sheet } from "../_ui/dialog.tsx";
import { useHotkey } from "../_ui/hotkey.ts";
import { PageHeader } from "../_ui/page-header.tsx";
import { Skeleton } from "../_ui/skeleton.tsx";
import { IgnoredMenu } from "./ignored-menu.tsx";
import { PinnedTopics } from "./pinned-topics.tsx";
import { SearchField } from "./search-field.tsx";
import { SearchStatus } from "./search-status.tsx";
import { TopicTree } from "./topic-tree.tsx";
import { TopicsChip } from "./topics-chip.tsx";
import { TopicsEmpty } from "./topics-empty.tsx";
import type { KnownTopic } from "./topics-model.ts";
import { TopicsNotices } from "./topics-notices.tsx";
import { readTopicsUrl, type TopicsUrl, topicsQuery } from "./topics-url.ts";
import { foundLines } from "./tree-lines.ts";
import { useShelf } from "./use-shelf.ts";
import { useTopicsSession } from "./use-topics-session.ts";

const NONE: readonly number[] = [];

/** It brings every way to look at a payload, which the tree does without. */
const TopicDetail = dynamic(() => import("./topic-detail.tsx").then((module) => module.TopicDetail), { ssr: false });

interface TopicsExplorerProps {
  readonly tenantSlug: string;
  readonly mayPublish: boolean;
  readonly mayClear: boolean;
}

/** The tenant's topics as they are published to: the tree on the left, what is selected on the right. */
export function TopicsExplorer({ tenantSlug, mayPublish, mayClear }: TopicsExplorerProps) {
  const t = useTranslations("topics");
  const format = useFormatter();
  const session = useTopicsSession(tenantSlug);
  const [shelf, toggleShelf] = useShelf(tenantSlug);
  const [active, setActive] = useState<string>();
  const { url, go } = useTopicsUrl();
  const { topic, below, search, sort } = url;
  const { model } = session;

  useEffect(() => session.setShelf(shelf), [session, shelf]);
  useEffect(() => session.setSort(sort), [session, sort]);
  useEffect(() => session.setSearch(search), [session, search]);
  useEffect(() => session.select(topic, below), [session, topic, below]);

  const open = (path: string) => {
    const values = model.nodeAt(path)?.values;
    // What is only a way to others has nothing to show but those.
    go({ topic: path, below: values !== undefined && values.value === null && values.children > 0 }, "push");
  };
  const onSearch = useCallback((next: TopicsUrl["search"]) => go({ search: next }, "replace"), [go]);
  const onSort = (next: TopicsSort) => go({ sort: next }, "replace");
  const close = () => {
    go({ topic: undefined, below: false }, "push");
    // Back to the row that one came from, once the tree is in sight again.
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>("[role=treegrid] [role=row][tabindex='0']")?.focus(),
    );
  };
  const ignore = (kind: "pinned" | "ignored", path: string) => {
    toggleShelf(kind, path);
    if (kind === "ignored" && path === topic) close();
  };
  const pause = () => session.setPaused(!session.paused);
  useHotkey("p", pause, t("pause.key"));
  const subject = active ?? topic;
  useHotkey("f", () => (subject === undefined ? undefined : toggleShelf("pinned", subject)), t("actions.pinKey"));
  useHotkey("i", () => (subject === undefined ? undefined : ignore("ignored", subject)), t("actions.ignoreKey"));

  const found = session.searchPending ? NONE : model.found;
  const lines = useMemo(
    () => (search === undefined ? model.layout : foundLines(found, (path) => model.nodeAt(path)?.id)),
    [search, model, found],
  );
  const tree = model.tree;
  const nothing = tree !== undefined && tree.topics === 0 && !tree.reading && search === undefined;
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

  return (
    <>
      <PageHeader
        title={t("title")}
        mark={<TopicsChip session={session} />}
        description={t("lead")}
        actions={
          <>
            <Button aria-pressed={session.paused} onClick={pause}>
              {session.paused ? <Play aria-hidden /> : <Pause aria-hidden />}
              {t(session.paused ? "pause.resume" : "pause.pause")}
            </Button>
            {mayPublish ? <PublishAnywhere tenantSlug={tenantSlug} /> : null}
          </>
        }
      />
      <TopicsNotices session={session} />
      {session.paused ? (
        <p className="text-xs text-muted" role="status">
          {t("pause.says")}
        </p>
      ) : null}
      <div
        data-wide
        className={classes(
          "grid min-h-0 gap-4",
          topic !== undefined &&
            "lg:h-[calc(100dvh-11rem)] lg:min-h-[34rem] lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]",
        )}
      >
        <div
          className={classes(
            "flex h-[calc(100dvh-11rem)] min-h-[26rem] min-w-0 flex-col overflow-hidden rounded-lg border bg-surface shadow-card",
            topic !== undefined && "hidden lg:flex lg:h-auto",
          )}
        >
          <div className="flex flex-wrap items-center gap-2 border-b p-2">
            <SearchField search={search} onSearch={onSearch} />
            <IgnoredMenu ignored={shelf.ignored} onShow={(path) => toggleShelf("ignored", path)} />
          </div>
          <PinnedTopics
            session={session}
            pinned={shelf.pinned}
            selected={topic}
            onOpen={open}
            onUnpin={(path) => toggleShelf("pinned", path)}
          />
          {search === undefined ? null : (
            <SearchStatus
              search={search}
              state={session.searchPending ? undefined : model.search}
              shown={found.length}
            />
          )}
          {tree === undefined && session.line.status === "connecting" ? (
            <div aria-hidden className="flex flex-1 flex-col gap-3 p-3">
              {["w-3/5", "w-2/5", "w-3/4", "w-1/2"].map((width) => (
                <Skeleton key={width} className={classes("h-4", width)} />
              ))}
            </div>
          ) : nothing ? (
            <TopicsEmpty tenantSlug={tenantSlug} mayPublish={mayPublish} />
          ) : (
            <TopicTree
              // Another list: nothing of the old one's scrolling holds.
              key={search === undefined ? "tree" : "found"}
              label={t(search === undefined ? "tree" : "found")}
              session={session}
              lines={lines}
              whole={search !== undefined}
              selected={topic}
              pinned={shelf.pinned}
              onOpen={(each: KnownTopic) => open(each.path)}
              onSort={onSort}
              onActive={setActive}
            />
          )}
          <p
            className="flex flex-wrap gap-x-3 border-t bg-sunken px-3 py-1.5 text-xs text-muted tabular-nums"
            data-testid="topics-total"
          >
            {tree === undefined ? (
              t("total.none")
            ) : (
              <>
                <span>{t("total.topics", { count: tree.topics })}</span>
                <span>
                  {t("total.messages", {
                    count: tree.messages,
                    time: format.dateTime(tree.sinceMs, { hour: "2-digit", minute: "2-digit", timeZone }),
                  })}
                </span>
                {tree.reading ? <span>{t("total.reading")}</span> : null}
                {model.sorting ? <span>{t("total.sorting")}</span> : null}
                {session.held ? <span>{t("total.held", { count: model.layout.waiting })}</span> : null}
              </>
            )}
          </p>
        </div>
        {topic === undefined ? null : (
          <div className="flex min-h-0 min-w-0 flex-col overflow-hidden rounded-lg border bg-surface shadow-card">
            <TopicDetail
              // What one chose to see of one topic says nothing of another.
              key={`${below} ${topic}`}
              tenantSlug={tenantSlug}
              session={session}
              topic={topic}
              below={below}
              shelf={shelf}
              mayPublish={mayPublish}
              mayClear={mayClear}
              onBelow={(next) => go({ below: next }, "replace")}
              onShelf={ignore}
              onClose={close}
            />
          </div>
        )}
      </div>
    </>
  );
}

/** The URL as the page's state. It changes in the browser alone: the server has nothing to add. */
function useTopicsUrl() {
  const query = useSearchParams();
  const pathname = usePathname();
  const text = query.toString();
  const url = useMemo(() => readTopicsUrl(new URLSearchParams(text)), [text]);
  const go = useCallback(
    (change: Partial<TopicsUrl>, how: "push" | "replace") => {
      const before = readTopicsUrl(new URLSearchParams(window.location.search));
      const href = pathname + topicsQuery({ ...before, ...change });
      if (how === "push") window.history.pushState(null, "", href);
      else window.history.replaceState(null, "", href);
    },
    [pathname],
  );
  return { url, go };
}

function PublishAnywhere({ tenantSlug }: { readonly tenantSlug: string }) {
  const t = useTranslations("topics.actions");
  const [open, setOpen] = useState(false);
  return (
    <Sheet
      className="w-[26rem]"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="primary">
          <Send aria-hidden />
          {t("publishAnywhere")}
        </Button>
      }
      title={t("publishTitle")}
      description={t("publishText")}
    >
      <PublishForm tenantSlug={tenantSlug} onDone={() => setOpen(false)} />
    </Sheet>
  );
}
