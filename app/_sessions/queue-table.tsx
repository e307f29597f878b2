"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { previewPayload } from "../_client/decode-payload.ts";
import type { QueuedMessageView } from "../_services/sessions/session.ts";
import { Badge } from "../_ui/badge.tsx";
import { bytesOfBase64 } from "../_ui/base64.ts";
import { bytesFormat } from "../_ui/bytes.ts";
import { Sheet } from "../_ui/dialog.tsx";
import { PayloadView } from "../_ui/payload-view.tsx";
import { Table, Td, Th, Tr } from "../_ui/table.tsx";
import { TimeLeft } from "../_ui/time-left.tsx";

/** Of a longer payload the server hands out no more. */
const PAYLOAD_BYTES_SHOWN = 1_024;

interface QueueTableProps {
  readonly queue: readonly QueuedMessageView[];
  readonly mayPeek: boolean;
}

/** The oldest messages that wait; each opens its payload. */
export function QueueTable({ queue, mayPeek }: QueueTableProps) {
  const t = useTranslations("sessions.queue");
  const format = useFormatter();
  const [open, setOpen] = useState<QueuedMessageView>();
  const bytes = open === undefined ? undefined : bytesOfBase64(open.payload);
  return (
    <>
      <Table>
        <thead>
          <tr>
            <Th>{t("topic")}</Th>
            <Th className="hidden md:table-cell">{t("payload")}</Th>
            <Th>{t("qos")}</Th>
            <Th className="text-right">{t("size")}</Th>
            <Th className="hidden sm:table-cell">{t("expires")}</Th>
          </tr>
        </thead>
        <tbody>
          {queue.map((message, index) => {
            const size = bytesFormat(message.bytes);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: messages of a queue have no name, and only its order
              <Tr key={index}>
                <Td className="py-1.5 font-mono text-xs break-all">
                  {mayPeek ? (
                    <button
                      type="button"
                      className="min-h-6 text-left font-medium hover:underline"
                      onClick={() => setOpen(message)}
                    >
                      {message.topic}
                    </button>
                  ) : (
                    message.topic
                  )}
                  {message.inflight ? <Badge className="ml-2 font-sans">{t("inflight")}</Badge> : null}
                </Td>
                <Td className="hidden max-w-64 truncate font-mono text-xs text-muted md:table-cell">
                  {mayPeek ? previewPayload(bytesOfBase64(message.payload)).preview : t("hidden")}
                </Td>
                <Td className="tabular-nums">{message.qos}</Td>
                <Td className="text-right whitespace-nowrap tabular-nums">{format.number(size.value, size.options)}</Td>
                <Td className="hidden whitespace-nowrap text-muted sm:table-cell">
                  {message.expiresAt === null ? t("never") : <TimeLeft until={message.expiresAt} />}
                </Td>
              </Tr>
            );
          })}
        </tbody>
      </Table>
      <Sheet
        className="w-[32rem]"
        open={open !== undefined}
        onOpenChange={(next) => (next ? undefined : setOpen(undefined))}
        title={t("payload")}
        description={<span className="font-mono text-xs break-all">{open?.topic}</span>}
      >
        {bytes === undefined ? null : <PayloadView bytes={bytes} bytesTotal={bytes.length} />}
        {bytes?.length === PAYLOAD_BYTES_SHOWN ? <p className="text-xs text-muted">{t("cut")}</p> : null}
      </Sheet>
    </>
  );
}
