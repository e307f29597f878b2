"use client";

import { Download, Ellipsis, Eraser, EyeOff, Send, SquareTerminal, Star } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { decodeText } from "../_client/decode-payload.ts";
import { saveFile } from "../_jobs/save-file.ts";
import { ClearDialog } from "../_retained/clear-dialog.tsx";
import { PublishForm } from "../_retained/publish-form.tsx";
import type { ClearRetainedInput } from "../_services/retained/clear-retained.ts";
import { Button, buttonStyle } from "../_ui/button.tsx";
import { Sheet } from "../_ui/dialog.tsx";
import { useHotkey } from "../_ui/hotkey.ts";
import { Menu, MenuItem, MenuSeparator } from "../_ui/menu.tsx";
import type { HistoryEntry, TopicMessage } from "./history.ts";
import { HISTORY_FILE_TYPES, type HistoryFormat, historyFile } from "./history-file.ts";

interface TopicActionsProps {
  readonly tenantSlug: string;
  readonly topic: string;
  /** All below it as well. */
  readonly below: boolean;
  /** There are topics below it. */
  readonly branch: boolean;
  readonly message: TopicMessage | undefined;
  readonly entries: readonly HistoryEntry[];
  readonly pinned: boolean;
  readonly mayPublish: boolean;
  readonly mayClear: boolean;
  readonly onPin: () => void;
  readonly onIgnore: () => void;
}

/** What can be done with the selected topic or branch. */
export function TopicActions(props: TopicActionsProps) {
  const { tenantSlug, topic, below, branch, message, entries, pinned, mayPublish, mayClear, onPin, onIgnore } = props;
  const t = useTranslations("topics.actions");
  const [publishing, setPublishing] = useState(false);
  const [clearing, setClearing] = useState<ClearRetainedInput>();
  useHotkey("c", () => setPublishing(true), mayPublish ? t("publish") : undefined);
  const filter = below ? `${topic}/#` : topic;
  const save = (format: HistoryFormat) =>
    saveFile(`history.${format}`, historyFile(entries, format), HISTORY_FILE_TYPES[format]);
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {mayPublish ? (
        <Sheet
          className="w-[26rem]"
          open={publishing}
          onOpenChange={setPublishing}
          trigger={
            <Button size="sm">
              <Send aria-hidden />
              {t("publish")}
            </Button>
          }
          title={t("publishTitle")}
          description={t("publishText")}
        >
          <PublishForm
            tenantSlug={tenantSlug}
            first={{
              topic: message?.topic ?? topic,
              payload: message === undefined ? "" : (decodeText(message.payload) ?? ""),
              qos: message?.qos ?? 0,
              retain: false,
            }}
            onDone={() => setPublishing(false)}
          />
        </Sheet>
      ) : null}
      <Link
        href={`/${tenantSlug}/client?subscribe=${encodeURIComponent(filter)}`}
        className={buttonStyle({ size: "sm" })}
      >
        <SquareTerminal aria-hidden />
        {t("client")}
      </Link>
      <Button size="sm" aria-pressed={pinned} onClick={onPin}>
        <Star aria-hidden className={pinned ? "fill-current text-warn" : undefined} />
        {t(pinned ? "unpin" : "pin")}
      </Button>
      <Menu
        trigger={
          <Button size="iconSm" aria-label={t("more")} title={t("more")}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem disabled={entries.length === 0} onClick={() => save("jsonl")}>
          <Download aria-hidden />
          {t("jsonl")}
        </MenuItem>
        <MenuItem disabled={entries.length === 0} onClick={() => save("csv")}>
          <Download aria-hidden />
          {t("csv")}
        </MenuItem>
        <MenuItem onClick={onIgnore}>
          <EyeOff aria-hidden />
          {t("ignore")}
        </MenuItem>
        {mayClear ? (
          <>
            <MenuSeparator />
            <MenuItem danger onClick={() => setClearing({ topics: [topic] })}>
              <Eraser aria-hidden />
              {t("clear")}
            </MenuItem>
            {branch ? (
              <MenuItem danger onClick={() => setClearing({ filter: `${topic}/#` })}>
                <Eraser aria-hidden />
                {t("clearBelow")}
              </MenuItem>
            ) : null}
          </>
        ) : null}
      </Menu>
      {clearing === undefined ? null : (
        <ClearDialog
          tenantSlug={tenantSlug}
          which={clearing}
          onClose={() => setClearing(undefined)}
          onDone={() => setClearing(undefined)}
        />
      )}
    </div>
  );
}
