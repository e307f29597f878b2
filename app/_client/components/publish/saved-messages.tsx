"use client";

import { Bookmark, Download, Pencil, Trash2, Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "../../../_ui/button.tsx";
import { Sheet } from "../../../_ui/dialog.tsx";
import { Input } from "../../../_ui/input.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import { toast } from "../../../_ui/toast.tsx";
import type { PublishDraft } from "../../publish/draft.ts";
import { usePublishLibrary } from "../../publish/library-context.tsx";
import { byCollection, exportMessages, type SavedMessage } from "../../publish/saved-message.ts";
import { SaveForm } from "./save-form.tsx";

/** The largest file taken in, in bytes; what may be saved is less. */
const IMPORT_BYTES_MAX = 16 * 1024 * 1024;

interface SavedMessagesProps {
  readonly draft: PublishDraft;
  readonly onPick: (draft: PublishDraft) => void;
}

/** Messages saved in collections: taken into the form with one click, renamed, deleted, carried to another browser. */
export function SavedMessages({ draft, onPick }: SavedMessagesProps) {
  const t = useTranslations("publish.saved");
  const { library, state } = usePublishLibrary();
  const [open, setOpen] = useState(false);
  const [failure, setFailure] = useState<string>();
  const file = useRef<HTMLInputElement>(null);
  const collections = byCollection(state.saved);

  async function take(chosen: File | undefined) {
    if (chosen === undefined) return;
    if (chosen.size > IMPORT_BYTES_MAX) return setFailure(t("fault.tooMany"));
    const outcome = library.import(await chosen.text());
    if ("fault" in outcome) return setFailure(t(`fault.${outcome.fault}`));
    setFailure(undefined);
    toast(t("imported", { count: outcome.added }));
  }

  function download() {
    const url = URL.createObjectURL(new Blob([exportMessages(state.saved)], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "hato-messages.json";
    link.click();
    URL.revokeObjectURL(url);
  }

  return (
    <Sheet
      open={open}
      onOpenChange={setOpen}
      title={t("title")}
      trigger={
        <Button variant="quiet" size="iconSm" aria-label={t("title")} title={t("title")}>
          <Bookmark aria-hidden />
        </Button>
      }
    >
      <SaveForm draft={draft} collections={collections.map(([name]) => name).filter((name) => name !== "")} />
      {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
      {state.saved.length === 0 ? <p className="text-sm text-muted">{t("empty")}</p> : null}
      {collections.map(([name, messages]) => (
        <section key={name} aria-label={name === "" ? t("noCollection") : name} className="flex flex-col gap-1">
          {name === "" ? null : <h3 className="text-sm font-medium">{name}</h3>}
          <ul className="flex flex-col">
            {messages.map((message) => (
              <SavedItem
                key={message.id}
                message={message}
                onPick={() => {
                  onPick(message.draft);
                  setOpen(false);
                }}
              />
            ))}
          </ul>
        </section>
      ))}
      <div className="flex gap-2 border-t pt-4">
        <Button size="sm" disabled={state.saved.length === 0} onClick={download}>
          <Download aria-hidden />
          {t("export")}
        </Button>
        <Button size="sm" onClick={() => file.current?.click()}>
          <Upload aria-hidden />
          {t("import")}
        </Button>
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          hidden
          aria-label={t("import")}
          onChange={(event) => {
            void take(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </div>
    </Sheet>
  );
}

function SavedItem({ message, onPick }: { readonly message: SavedMessage; readonly onPick: () => void }) {
  const t = useTranslations("publish.saved");
  const { library } = usePublishLibrary();
  const [name, setName] = useState<string>();
  const rename = () => {
    if (name !== undefined && name.trim() !== "") library.save({ ...message, name: name.trim() });
    setName(undefined);
  };
  return (
    <li className="flex items-center gap-1 py-0.5">
      {name === undefined ? (
        <button
          type="button"
          className="flex min-w-0 flex-1 flex-col rounded-md px-2 py-1 text-left hover:bg-hover"
          onClick={onPick}
        >
          <span className="truncate text-sm">{message.name}</span>
          <span className="truncate font-mono text-xs text-muted">{message.draft.topic}</span>
        </button>
      ) : (
        <Input
          autoFocus
          aria-label={t("newName")}
          value={name}
          maxLength={100}
          onChange={(event) => setName(event.target.value)}
          onBlur={rename}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.nativeEvent.isComposing) rename();
            if (event.key === "Escape") {
              event.stopPropagation();
              setName(undefined);
            }
          }}
        />
      )}
      <Button
        variant="quiet"
        size="iconSm"
        aria-label={t("rename", { name: message.name })}
        onClick={() => setName(message.name)}
      >
        <Pencil aria-hidden />
      </Button>
      <Button
        variant="quiet"
        size="iconSm"
        aria-label={t("delete", { name: message.name })}
        onClick={() => {
          library.remove(message.id);
          toast(t("deleted", { name: message.name }), { label: t("undo"), onClick: () => library.save(message) });
        }}
      >
        <Trash2 aria-hidden />
      </Button>
    </li>
  );
}
