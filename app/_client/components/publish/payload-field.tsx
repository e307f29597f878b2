"use client";

import { CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useMemo, useRef, useState } from "react";
import { Button } from "../../../_ui/button.tsx";
import { classes } from "../../../_ui/classes.ts";
import { Select } from "../../../_ui/input.tsx";
import { convertPayload } from "../../formats/convert.ts";
import { isPayloadFormat, PAYLOAD_FORMATS, type PayloadFormat } from "../../formats/payload-format.ts";
import { formatJson } from "../../json-text.ts";
import type { ComposeFault } from "../../publish/compose.ts";
import { type PastPayload, walk } from "../../publish/history.ts";
import { usePublishLibrary } from "../../publish/library-context.tsx";
import { HistorySteps } from "./history-steps.tsx";
import { PayloadEditor } from "./payload-editor.tsx";

interface PayloadFieldProps {
  readonly payload: string;
  readonly format: PayloadFormat;
  readonly fault: Extract<ComposeFault, { field: "payload" }> | undefined;
  /** The fault has stopped a message. */
  readonly stopped: boolean;
  /** Rises when the cursor is to go to the fault. */
  readonly goToFault: number;
  readonly onChange: (payload: Partial<PastPayload>) => void;
  readonly onSubmit: () => void;
}

/** Formats whose text is JSON. */
const AS_JSON: readonly PayloadFormat[] = ["json", "cbor", "msgpack"];

/** What a text in a format is, as people call it. */
export function writtenAs(format: PayloadFormat): PayloadFormat {
  return AS_JSON.includes(format) ? "json" : format;
}

/** The payload: its format, which it keeps its meaning through, its past, an editor, and what is wrong with it. */
export function PayloadField(props: PayloadFieldProps) {
  const { payload, format, fault, stopped, goToFault, onChange, onSubmit } = props;
  const t = useTranslations("publish");
  const tFormats = useTranslations("formats");
  const { state } = usePublishLibrary();
  const stateId = useId();
  /** Why the format was not changed. */
  const [conversion, setConversion] = useState<string>();
  /** Where one was last in the history; only as long as what is there is what stands here. */
  const [walked, setWalked] = useState<number>();
  /** What was being written when the walk through the history began. */
  const written = useRef<PastPayload>({ payload: "", format: "json" });
  const place = walked !== undefined && state.history.payloads[walked]?.payload === payload ? walked : undefined;
  const asJson = writtenAs(format) === "json";
  const formatName = tFormats(`name.${writtenAs(format)}`);

  const message =
    fault === undefined
      ? undefined
      : tFormats("invalid", {
          format: formatName,
          line: fault.place.line,
          column: fault.place.column,
          fault: tFormats(`fault.${fault.fault}`),
        });
  const editorFault = useMemo(
    () => (fault === undefined || message === undefined ? undefined : { offset: fault.place.offset, message }),
    [fault, message],
  );

  function change(next: Partial<PastPayload>) {
    setConversion(undefined);
    onChange(next);
  }

  function changeFormat(wanted: string) {
    if (!isPayloadFormat(wanted)) return;
    const converted = convertPayload(format, wanted, payload);
    if (converted.ok) return change({ format: wanted, payload: converted.text });
    const told = { format: tFormats(`name.${wanted}`), fault: tFormats(`fault.${converted.fault}`) };
    setConversion(
      "place" in converted
        ? tFormats("notConverted", { ...told, line: converted.place.line, column: converted.place.column })
        : tFormats("notConvertedByte", { ...told, byte: converted.atByte }),
    );
  }

  function formatPayload() {
    const json = asJson ? formatJson(payload) : undefined;
    if (json?.ok) change({ payload: json.pretty });
  }

  function walkHistory(direction: -1 | 1) {
    if (place === undefined) written.current = { payload, format };
    const step = walk(state.history, place, direction, written.current);
    if (step.past === undefined) return;
    setWalked(step.place);
    change(step.past);
  }

  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-end justify-between gap-2">
        <span aria-hidden className="text-sm font-medium">
          {t("payload")}
        </span>
        <span className="flex items-center gap-1">
          <HistorySteps place={place} count={state.history.payloads.length} onWalk={walkHistory} />
          <span className="w-32">
            <Select
              aria-label={t("format")}
              className="h-7 text-xs"
              value={format}
              onChange={(event) => changeFormat(event.target.value)}
            >
              {PAYLOAD_FORMATS.map((each) => (
                <option key={each} value={each}>
                  {tFormats(`name.${each}`)}
                </option>
              ))}
            </Select>
          </span>
        </span>
      </div>
      {conversion === undefined ? null : (
        <p role="alert" className="text-xs text-danger">
          {conversion}
        </p>
      )}
      <PayloadEditor
        label={t("payload")}
        describedBy={stateId}
        value={payload}
        onChange={(text) => change({ payload: text })}
        json={asJson}
        fault={editorFault}
        invalid={stopped && fault !== undefined}
        onSubmit={onSubmit}
        onFormat={formatPayload}
        onWalk={walkHistory}
        goToFault={goToFault}
      />
      <div id={stateId} className="flex min-h-7 items-center gap-2 text-xs text-muted">
        <span className={classes("flex min-w-0 flex-1 items-start gap-1.5", stopped && "text-danger")}>
          {message !== undefined ? (
            <>
              <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
              {message}
            </>
          ) : payload === "" || format === "text" ? null : (
            <>
              <CircleCheck aria-hidden className="mt-px size-3.5 shrink-0 text-ok" />
              {tFormats("valid", { format: formatName })}
            </>
          )}
        </span>
        <span className="whitespace-nowrap max-md:hidden">{t("leaveEditor")}</span>
        {asJson && fault === undefined && payload !== "" ? (
          <Button variant="quiet" size="sm" title="Shift+Alt+F" onClick={formatPayload}>
            {t("formatJson")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
