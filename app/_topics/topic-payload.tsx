"use client";

import { useTranslations } from "next-intl";
import { type MouseEvent, useState } from "react";
import { decodeText } from "../_client/decode-payload.ts";
import { toast } from "../_ui/toast.tsx";
import { ValueView } from "../_values/value-view.tsx";
import type { TopicMessage } from "./history.ts";
import { type JsonPath, numberAt } from "./json-number.ts";
import { jsonPathOf } from "./json-path-of.ts";
import type { TopicsSession } from "./topics-session.ts";

interface TopicPayloadProps {
  readonly session: TopicsSession;
  readonly message: TopicMessage;
  /** The message before it on the same topic. */
  readonly previous: TopicMessage | undefined;
  /** A number of the JSON was clicked. */
  readonly onNumber: (path: JsonPath) => void;
}

/** The payload of one message in every form, compared with the one before; its numbers can be clicked into a chart. */
export function TopicPayload({ session, message, previous, onNumber }: TopicPayloadProps) {
  const t = useTranslations("topics.detail");
  const [asking, setAsking] = useState(false);
  const onClick = (event: MouseEvent) => {
    const path = event.target instanceof Element ? jsonPathOf(event.target) : undefined;
    const text = path === undefined ? undefined : decodeText(message.payload);
    if (path !== undefined && text !== undefined && numberAt(text, path) !== undefined) onNumber(path);
  };
  const wantAll = () => {
    if (asking) return;
    setAsking(true);
    void session.complete(message.key, message.seq).then((found) => {
      setAsking(false);
      if (!found) toast(t("payloadGone"));
    });
  };
  return (
    // Every number has a button of its own below, for those who do not click.
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: see above
    <div className="min-w-0" onClick={onClick}>
      <ValueView
        bytes={message.payload}
        bytesTotal={message.payloadBytes}
        contentType={message.properties.contentType}
        previous={previous?.payload}
        onWantAll={message.seq === 0 ? undefined : wantAll}
        className="max-h-[26rem] rounded-md border"
      />
    </div>
  );
}
