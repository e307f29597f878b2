"use client";

import { Download, GitCompareArrows } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useMemo, useState } from "react";
import type { PayloadFormat } from "../_client/formats/payload-format.ts";
import { Button } from "../_ui/button.tsx";
import { classes } from "../_ui/classes.ts";
import { CopyButton } from "../_ui/copy-button.tsx";
import { useHotkey } from "../_ui/hotkey.ts";
import { Select } from "../_ui/input.tsx";
import { DiffView } from "./diff-view.tsx";
import { ImageView } from "./image-view.tsx";
import { JsonTreeView } from "./json-tree-view.tsx";
import { saveFile } from "./save-file.ts";
import { linesOf, naturalForm, type ReadValue, readValue, VALUE_FORMS, type ValueForm } from "./value-form.ts";

interface ValueViewProps {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the whole payload, when `bytes` is only its beginning. */
  readonly bytesTotal?: number;
  readonly contentType?: string;
  /** What the payload is to be read as unless the person chooses; else it is guessed. */
  readonly decodeAs?: PayloadFormat;
  /** The value before it, to be compared with. */
  readonly previous?: Uint8Array;
  /** Fetches the rest, when `bytes` is only the beginning. */
  readonly onWantAll?: () => void;
  /** More buttons, after those that are always there. */
  readonly actions?: ReactNode;
  readonly className?: string;
}

/**
 * A payload to look at: as JSON tree, text, hex dump and so on, chosen by its look or by the person, or compared with
 * the one before. The choice stays when another value comes. What is cut says so, and how to get the rest.
 */
export function ValueView(props: ValueViewProps) {
  const { bytes, bytesTotal = bytes.length, contentType, decodeAs, previous, onWantAll, actions, className } = props;
  const t = useTranslations("values");
  const [wished, setWished] = useState<ValueForm>();
  const [comparing, setComparing] = useState(false);
  const [more, setMore] = useState<{ bytes: Uint8Array; times: number }>();
  const times = more?.bytes === bytes ? more.times : 1;
  const natural = useMemo(() => naturalForm(bytes, contentType, decodeAs), [bytes, contentType, decodeAs]);
  const form = wished ?? natural;
  const value = useMemo(() => readValue(form, bytes, times), [form, bytes, times]);
  // What it is not, it is shown as what it looks like.
  const fallback = useMemo(
    () => (value.kind === "fault" ? readValue(naturalForm(bytes), bytes, times) : undefined),
    [value, bytes, times],
  );
  const shown = fallback ?? value;
  useHotkey("h", () => setWished(form === "hex" ? undefined : "hex"), t("hexKey"));
  useHotkey("d", () => setComparing((before) => !before), previous === undefined ? undefined : t("compareKey"));

  const compared = comparing && previous !== undefined;
  const copied = useMemo(() => (bytes.length <= COPY_BYTES_MAX ? copyText(form, bytes) : ""), [form, bytes]);
  return (
    <div className={classes("flex min-h-0 flex-col", className)}>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5 px-4 py-2">
        <span className="w-44">
          <Select
            aria-label={t("shownAs")}
            value={wished ?? "auto"}
            onChange={(event) => setWished(VALUE_FORMS.find((each) => each === event.target.value))}
          >
            <option value="auto">{t("auto", { form: t(natural) })}</option>
            {VALUE_FORMS.map((each) => (
              <option key={each} value={each}>
                {t(each)}
              </option>
            ))}
          </Select>
        </span>
        {previous === undefined ? null : (
          <Button size="sm" aria-pressed={compared} title={t("compareKey")} onClick={() => setComparing(!comparing)}>
            <GitCompareArrows aria-hidden />
            {t("compare")}
          </Button>
        )}
        <span className="ml-auto flex items-center gap-1">
          {bytes.length <= COPY_BYTES_MAX ? <CopyButton text={copied} label={t("copyPayload")} /> : null}
          <Button
            variant="quiet"
            size="iconSm"
            aria-label={t("download")}
            title={t("download")}
            onClick={() => saveFile(new Blob([bytes]), "payload.bin")}
          >
            <Download aria-hidden />
          </Button>
          {actions}
        </span>
      </div>
      <section
        aria-label={t("value")}
        data-testid="payload"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        className="min-h-16 flex-1 overflow-auto border-t bg-code px-4 py-3 outline-offset-[-2px]"
      >
        {value.kind === "fault" && !compared ? (
          <p className="mb-2 text-sm text-warn">{t("fault", { form: t(form), at: value.atByte })}</p>
        ) : null}
        {compared ? (
          <Compared form={form} before={previous} after={bytes} />
        ) : bytesTotal === 0 ? (
          <p className="text-sm text-muted">{t("empty")}</p>
        ) : (
          <Value value={shown} bytes={bytes} />
        )}
      </section>
      {compared ? null : (
        <CutNote
          value={shown}
          bytes={bytes.length}
          bytesTotal={bytesTotal}
          onMore={() => setMore({ bytes, times: times * 4 })}
          onWantAll={onWantAll}
        />
      )}
    </div>
  );
}

/** Bytes of which the text still goes to the clipboard; more is downloaded. */
const COPY_BYTES_MAX = 4 * 1024 * 1024;

/** What is copied is the payload in a form that loses nothing of it. */
function copyText(form: ValueForm, bytes: Uint8Array): string {
  const written = readValue(form === "json" ? "text" : form === "image" ? "base64" : form, bytes, 256);
  return written.kind === "text" ? written.text : linesOf(form, bytes);
}

function Compared({
  form,
  before,
  after,
}: {
  readonly form: ValueForm;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}) {
  const lines = useMemo(() => ({ before: linesOf(form, before), after: linesOf(form, after) }), [form, before, after]);
  return <DiffView {...lines} />;
}

function Value({ value, bytes }: { readonly value: ReadValue; readonly bytes: Uint8Array<ArrayBuffer> }) {
  switch (value.kind) {
    case "tree":
      return <JsonTreeView tree={value.tree} />;
    case "image":
      return <ImageView bytes={bytes} info={value.info} />;
    case "text":
      return (
        <pre className="font-mono text-xs leading-5 [overflow-wrap:anywhere] whitespace-pre-wrap">{value.text}</pre>
      );
    case "fault":
      return null;
  }
}

/** Says that there is more than is shown, and brings it. */
function CutNote(props: {
  readonly value: ReadValue;
  readonly bytes: number;
  readonly bytesTotal: number;
  readonly onMore: () => void;
  readonly onWantAll: (() => void) | undefined;
}) {
  const { value, bytes, bytesTotal, onMore, onWantAll } = props;
  const t = useTranslations("values");
  const format = useFormatter();
  const cut = value.kind === "tree" ? value.tree.cut : value.kind === "text" && (value.bytesShown ?? 0) < bytes;
  if (!cut && bytes === bytesTotal) return null;
  const firstBytes = cut && value.kind === "text" ? value.bytesShown : bytes < bytesTotal ? bytes : undefined;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t px-4 py-2 text-xs text-warn">
      {value.kind === "tree" && cut
        ? t("cutTree", { count: value.tree.values })
        : firstBytes === undefined
          ? t("cutText")
          : t("cutBytes", { shown: format.number(firstBytes), total: format.number(bytesTotal) })}
      {cut ? (
        <Button size="sm" onClick={onMore}>
          {t("showMore")}
        </Button>
      ) : onWantAll === undefined ? null : (
        <Button size="sm" onClick={onWantAll}>
          {t("getAll")}
        </Button>
      )}
    </p>
  );
}
