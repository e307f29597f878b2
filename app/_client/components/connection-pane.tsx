"use client";

import { useSyncExternalStore } from "react";
import { brokerUrl, type WebSocketPorts } from "../broker-url.ts";
import type { ClientSession } from "../client-session.ts";
import { useDraft } from "../connections/open-connection.tsx";
import type { ConnectionProfile } from "../connections/profile-schema.ts";
import type { OpenConnection } from "../connections/workspace.ts";
import { FIRST_DRAFT, type PublishDraft, publishDraftSchema } from "../publish/draft.ts";
import { draftOfMessage } from "../publish/draft-of-message.ts";
import { PublishLibraryProvider } from "../publish/library-context.tsx";
import { useDenials } from "../use-denials.ts";
import { useMessageFilter } from "../use-message-filter.ts";
import { ConnectionBar } from "./connection-bar.tsx";
import { MessageCard } from "./message-card.tsx";
import { PacketCard } from "./packet-card.tsx";
import type { CheckListener } from "./preflight-check.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { PublishCard } from "./publish-card.tsx";
import { SubscriptionCard } from "./subscription-card.tsx";
import { SubscriptionColours } from "./subscription-colour.tsx";

interface ConnectionPaneProps {
  /** Where the browser keeps what is published and saved. */
  readonly database: string;
  readonly open: OpenConnection;
  /** Who it acts as, in the person's words. */
  readonly principal: string;
  readonly ports: WebSocketPorts;
  readonly onConnect: (profile: ConnectionProfile, session: ClientSession) => void;
  readonly onEdit: () => void;
  readonly check: CheckListener;
}

/** The open connection: its state and problems, its subscriptions, what arrives, something to send, and its packets. */
export function ConnectionPane({ database, open, principal, ports, onConnect, onEdit, check }: ConnectionPaneProps) {
  const { profile, session } = open;
  const { send } = session;
  const state = useSyncExternalStore(session.subscribe, session.state, session.state);
  const { connection } = state;
  const [draft, setDraft] = useDraft<PublishDraft>("publish", publishDraftSchema, FIRST_DRAFT);
  const [filter, setFilter] = useMessageFilter(state.filter, send);
  const url = brokerUrl(profile.listener, window.location.hostname, ports);
  const online = connection.status === "online";
  const denials = useDenials(online ? connection.clientId : undefined);
  const protocolVersion = online ? connection.granted.protocolVersion : profile.protocolVersion;
  const device = profile.principal.kind === "device" ? profile.principal.device : undefined;
  return (
    <PublishLibraryProvider database={database}>
      <SubscriptionColours subscriptions={state.subscriptions}>
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
              counts={state.subscriptionCounts}
              online={online}
              protocolVersion={protocolVersion}
              principal={principal}
              deviceId={device?.id}
              denials={denials}
              shownFilter={filter.topic}
              onShow={(topic) => setFilter({ ...filter, topic })}
              send={send}
            />
            <MessageCard
              className="lg:col-start-2 lg:row-span-2 lg:row-start-1"
              state={state}
              filter={filter}
              onFilter={setFilter}
              onPublishAgain={(detail) => setDraft(draftOfMessage(detail))}
              send={send}
            />
            <PublishCard
              className="lg:col-start-1"
              draft={draft}
              onDraft={setDraft}
              state={state}
              protocolVersion={protocolVersion}
              device={device}
              denials={denials}
              send={send}
            />
          </div>
          <PacketCard principal={principal} packets={state.packets} send={send} />
        </div>
      </SubscriptionColours>
    </PublishLibraryProvider>
  );
}
