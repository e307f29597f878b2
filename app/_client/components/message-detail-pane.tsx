"use client";

import { Braces, Repeat2, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { Badge } from "../../_ui/badge.tsx";
import { Button } from "../../_ui/button.tsx";
import { CopyButton } from "../../_ui/copy-button.tsx";
import { PropertyList } from "../../_values/property-list.tsx";
import { ValueView } from "../../_values/value-view.tsx";
import { clockTime } from "../clock-time.ts";
import type { PayloadFormat } from "../formats/payload-format.ts";
import { jsonLine } from "../message-line.ts";
import type { MessageDetail } from "../protocol.ts";
import { DeliverySentence } from "./delivery-sentence.tsx";

interface MessageDetailPaneProps {
  readonly detail: MessageDetail;
  /** What the subscription that brought it says its payload is. */
  readonly decodeAs: PayloadFormat | undefined;
  readonly onClose: () => void;
  readonly onPublishAgain: (detail: MessageDetail) => void;
}

/** One message in full: what it carries, its payload in every form, what became of it; copied, or published again. */
export function MessageDetailPane({ detail, decodeAs, onClose, onPublishAgain }: MessageDetailPaneProps) {
  const t = useTranslations("messages.detail");
  const tMessages = useTranslations("messages");
  const { row, payload, properties, previous } = detail;
  const line = useMemo(() => jsonLine({ ...row, payload, properties }), [row, payload, properties]);
  return (
    <section
      aria-label={t("title")}
      className="flex max-h-[32rem] min-h-0 flex-col border-t lg:max-h-[55%]"
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
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
            {previous === undefined ? null : <span>{t("previous", { time: clockTime(previous.at) })}</span>}
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
      {properties === undefined ? null : (
        <section
          aria-label={t("properties")}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          tabIndex={0}
          className="mx-4 mt-2 max-h-28 shrink-0 overflow-y-auto rounded-md bg-sunken px-3 py-2"
        >
          <PropertyList properties={properties} />
        </section>
      )}
      <ValueView
        className="flex-1"
        bytes={payload}
        contentType={properties?.contentType}
        decodeAs={decodeAs}
        previous={previous?.payload}
        actions={
          <>
            <CopyButton text={line} label={t("copyLine")} icon={<Braces aria-hidden />} />
            <Button variant="quiet" size="sm" onClick={() => onPublishAgain(detail)}>
              <Repeat2 aria-hidden />
              {t("publishAgain")}
            </Button>
          </>
        }
      />
    </section>
  );
}
