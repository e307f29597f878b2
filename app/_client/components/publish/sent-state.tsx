"use client";

import { useParams } from "next/navigation";
import type { MessageRow } from "../../protocol.ts";
import type { Denial } from "../../use-denials.ts";
import { DeliverySentence } from "../delivery-sentence.tsx";
import { DenialSentence, simulatorHref } from "../denial-sentence.tsx";

interface SentStateProps {
  readonly sent: MessageRow;
  readonly protocolVersion: 4 | 5;
  /** Whom the connection acts as, when that is a device. */
  readonly deviceId: string | undefined;
  readonly denials: readonly Denial[];
}

/** What became of the message that was sent last; when it was denied, by which rule, and the way to the simulator. */
export function SentState({ sent, protocolVersion, deviceId, denials }: SentStateProps) {
  const { tenant } = useParams<{ tenant: string }>();
  const { delivery, topic, principal = "" } = sent;
  if (delivery === undefined) return null;
  const denial = denials.find(
    (each) => each.type === "publishDenied" && each.topic === topic && each.heardAt >= sent.at,
  );
  // What 5.0 acknowledged was taken, whatever was denied before; nothing else says so.
  const denied = denial !== undefined && (delivery.state === "unacknowledged" || protocolVersion === 4);
  const href = deviceId === undefined ? undefined : simulatorHref(tenant, { ...sent, deviceId, action: "publish" });
  return (
    <>
      <DeliverySentence delivery={delivery} topic={topic} principal={principal} denied={denied} />
      {denied || delivery.state === "refused" ? (
        <div className="pl-5.5">
          <DenialSentence denial={denial} href={href} />
        </div>
      ) : null}
    </>
  );
}
