"use client";

import { useSyncExternalStore } from "react";
import * as z from "zod/mini";
import { brokerUrl, type WebSocketPorts } from "../broker-url.ts";
import type { ClientSession } from "../client-session.ts";
import { useDraft } from "../connections/open-connection.tsx";
import type { ConnectionProfile } from "../connections/profile-schema.ts";
import type { OpenConnection } from "../connections/workspace.ts";
import { decodePayload } from "../decode-payload.ts";
import type { MessageDetail } from "../protocol.ts";
import { useMessageFilter } from "../use-message-filter.ts";
import { ConnectionBar } from "./connection-bar.tsx";
import { MessageCard } from "./message-card.tsx";
import { PacketCard } from "./packet-card.tsx";
import type { CheckListener } from "./preflight-check.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { type Draft, PublishCard } from "./publish-card.tsx";
import { SubscriptionCard } from "./subscription-card.tsx";

/** What the first subscription shows at once when it is published. */
const FIRST_DRAFT: Draft = {
  topic: "sensor/1/temperature",
  payload: '{\n  "msg": "17.2"\n}',
  format: "json",
  qos: 1,
  retain: false,
};

const draftSchema: z.ZodMiniType<Draft> = z.object({
  topic: z.string(),
  payload: z.string(),
  format: z.enum(["json", "text"]),
  qos: z.literal([0, 1, 2]),
  retain: z.boolean(),
});

function draftOf({ row, payload }: MessageDetail): Draft {
  const { kind, json, text } = decodePayload(payload);
  return {
    topic: row.topic,
    payload: json ?? text,
    format: kind === "json" ? "json" : "text",
    qos: row.qos,
    retain: row.retain,
  };
}

interface ConnectionPaneProps {
  readonly open: OpenConnection;
  /** Who it acts as, in the person's words. */
  readonly principal: string;
  readonly ports: WebSocketPorts;
  readonly onConnect: (profile: ConnectionProfile, session: ClientSession) => void;
  readonly onEdit: () => void;
  readonly check: CheckListener;
}

/** The open connection: its state and problems, its subscriptions, what arrives, something to send, and its packets. */
export function ConnectionPane({ open, principal, ports, onConnect, onEdit, check }: ConnectionPaneProps) {
  const { profile, session } = open;
  const { send } = session;
  const state = useSyncExternalStore(session.subscribe, session.state, session.state);
  const { connection } = state;
  const [draft, setDraft] = useDraft<Draft>("publish", draftSchema, FIRST_DRAFT);
  const [filter, setFilter] = useMessageFilter(state.filter, send);
  const url = brokerUrl(profile.listener, window.location.hostname, ports);
  const online = connection.status === "online";
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <div className="flex flex-col gap-3">
        <ConnectionBar
          connection={connection}
          address={{ url, clientId: profile.clientId }}
          keepsSession={!profile.cleanStart}
          onEdit={onEdit}
          onConnect={() => onConnect(profile, session)}
          onDisconnect={() => send({ type: "disconnect" })}
          onRetryNow={() => send({ type: "retryNow" })}
        />
        {state.problem === undefined ? null : (
          <ProblemNotice report={state.problem} connection={connection} url={url} check={check} />
        )}
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-[20rem_minmax(0,1fr)] lg:grid-rows-[auto_1fr]">
        <SubscriptionCard
          subscriptions={state.subscriptions}
          online={online}
          principal={principal}
          shownFilter={filter.topic}
          onShow={(topic) => setFilter({ ...filter, topic })}
          send={send}
        />
        <MessageCard
          className="lg:col-start-2 lg:row-span-2 lg:row-start-1"
          state={state}
          filter={filter}
          onFilter={setFilter}
          onPublishAgain={(detail) => setDraft(draftOf(detail))}
          send={send}
        />
        <PublishCard
          className="lg:col-start-1"
          draft={draft}
          onDraft={setDraft}
          online={online}
          lastSent={state.lastSent}
          send={send}
        />
      </div>
      <PacketCard principal={principal} packets={state.packets} send={send} />
    </div>
  );
}
