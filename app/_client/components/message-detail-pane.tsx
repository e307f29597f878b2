"use client";

import { Download, Repeat2, X } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "../../_ui/badge.tsx";
import { Button } from "../../_ui/button.tsx";
import { CopyButton } from "../../_ui/copy-button.tsx";
import { Segments } from "../../_ui/segments.tsx";
import { clockTime } from "../clock-time.ts";
import type { MessageDetail } from "../protocol.ts";
import { DeliverySentence } from "./delivery-sentence.tsx";
import type { Draft } from "./publish-card.tsx";

type Form = "json" | "text" | "hex";

interface MessageDetailPaneProps {
  readonly detail: MessageDetail;
  readonly onClose: () => void;
  readonly onPublishAgain: (draft: Draft) => void;
}

/** One message in full: indented JSON, text, or the bytes; copied, downloaded, or put into the publish form. */
export function MessageDetailPane({ detail, onClose, onPublishAgain }: MessageDetailPaneProps) {
  const t = useTranslations("client.detail");
  const tMessages = useTranslations("client.messages");
  const format = useFormatter();
  const { row, decoded, payload } = detail;
  const [wished, setWished] = useState<Form>();
  const natural: Form = decoded.kind === "json" ? "json" : decoded.kind === "binary" ? "hex" : "text";
  const form = wished === "json" && decoded.json === undefined ? natural : (wished ?? natural);
  const shown = form === "json" ? (decoded.json ?? "") : form === "text" ? decoded.text : decoded.hex;
  const leftOut = form === "hex" ? decoded.hexLeftOutBytes : form === "text" ? decoded.textLeftOutBytes : 0;
  const options: { value: Form; label: string }[] = [
    ...(decoded.json === undefined ? [] : [{ value: "json" as const, label: "JSON" }]),
    { value: "text", label: t("text") },
    { value: "hex", label: t("hex") },
  ];
  return (
    <section aria-label={t("title")} className="flex max-h-[26rem] min-h-0 flex-col border-t lg:max-h-[45%]">
      <div className="flex items-start gap-2 px-4 pt-3">
        <div className="flex min-w-0 flex-1 flex-col gap-1">
          <p className="flex items-center gap-1 font-mono text-sm">
            <span className="min-w-0 break-all">{row.topic}</span>
            <CopyButton text={row.topic} label={t("copyTopic")} />
          </p>
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
            <span>{tMessages(row.direction)}</span>
            <span className="font-mono">{clockTime(row.at)}</span>
            <span>QoS {row.qos}</span>
            {row.retain ? <Badge tone="accent">{tMessages("retained")}</Badge> : null}
            {row.dup ? <Badge>DUP</Badge> : null}
            <span>{t("bytes", { count: row.payloadBytes })}</span>
          </p>
        </div>
        <Button variant="quiet" size="iconSm" aria-label={t("close")} onClick={onClose}>
          <X aria-hidden />
        </Button>
      </div>
      {row.delivery === undefined ? null : (
        <div className="px-4 pt-2 text-sm">
          <DeliverySentence delivery={row.delivery} topic={row.topic} principal={row.principal ?? ""} />
        </div>
      )}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2">
        <Segments label={t("form")} value={form} onChange={setWished} options={options} />
        <span className="ml-auto flex items-center gap-1">
          <CopyButton text={form === "json" ? decoded.text : shown} label={t("copyPayload")} />
          <Button variant="quiet" size="iconSm" aria-label={t("download")} onClick={() => download(payload)}>
            <Download aria-hidden />
          </Button>
          <Button
            variant="quiet"
            size="sm"
            disabled={decoded.kind === "binary" || decoded.textLeftOutBytes > 0}
            onClick={() =>
              onPublishAgain({
                topic: row.topic,
                payload: decoded.json ?? decoded.text,
                format: decoded.kind === "json" ? "json" : "text",
                qos: row.qos,
                retain: row.retain,
              })
            }
          >
            <Repeat2 aria-hidden />
            {t("publishAgain")}
          </Button>
        </span>
      </div>
      <pre
        className="min-h-16 flex-1 overflow-auto border-t bg-code px-4 py-3 font-mono text-xs leading-5 whitespace-pre-wrap"
        data-testid="payload"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
      >
        {decoded.kind === "empty" ? <span className="font-sans text-muted">{tMessages("emptyPayload")}</span> : shown}
      </pre>
      {leftOut > 0 || (form === "json" && decoded.jsonCut) ? (
        <p className="border-t px-4 py-2 text-xs text-warn">
          {form === "json" ? t("jsonCut") : t("leftOut", { count: format.number(leftOut) })}
        </p>
      ) : null}
    </section>
  );
}

/** Saves the raw bytes as a file. */
function download(payload: Uint8Array<ArrayBuffer>) {
  const url = URL.createObjectURL(new Blob([payload]));
  const link = document.createElement("a");
  link.href = url;
  link.download = "payload.bin";
  link.click();
  URL.revokeObjectURL(url);
}
