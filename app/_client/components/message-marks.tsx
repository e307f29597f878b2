"use client";

import { useTranslations } from "next-intl";
import { Badge } from "../../_ui/badge.tsx";
import type { MessageRow } from "../protocol.ts";

/** What is out of the ordinary with a message: left out before it, refused, retained, sent again, of an earlier visit. */
export function MessageMarks({ row }: { readonly row: MessageRow }) {
  const t = useTranslations("messages");
  const tDelivery = useTranslations("client.delivery");
  return (
    <>
      {row.skippedBefore > 0 ? <Badge tone="warn">{t("gap", { count: row.skippedBefore })}</Badge> : null}
      {row.delivery?.state === "refused" || row.delivery?.state === "notSent" ? (
        <Badge tone="danger">{tDelivery(`${row.delivery.state}Short`)}</Badge>
      ) : null}
      {row.retain ? <Badge tone="accent">{t("retained")}</Badge> : null}
      {row.earlier ? <Badge>{t("earlier")}</Badge> : null}
      {row.dup ? <Badge>DUP</Badge> : null}
    </>
  );
}

/** The beginning of the payload on a line, or that there is none. */
export function MessagePreview({ row }: { readonly row: MessageRow }) {
  const t = useTranslations("messages");
  return row.kind === "empty" ? <em className="font-sans text-faint">{t("emptyPayload")}</em> : row.preview;
}
