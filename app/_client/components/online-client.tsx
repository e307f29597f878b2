"use client";

import { useTranslations } from "next-intl";
import { useCallback, useEffect, useState } from "react";
import { Badge } from "../../_ui/badge.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { brokerUrl, type WebSocketPorts } from "../broker-url.ts";
import { type ActAs, actAsOf, type Principal, type PrincipalDevice } from "../principal.ts";
import type { ConnectionSettings, CredentialsAnswer, SubscriptionWish } from "../protocol.ts";
import { useMqttClient } from "../use-mqtt-client.ts";
import { ConnectionBar } from "./connection-bar.tsx";
import { MessageCard } from "./message-card.tsx";
import { PacketCard } from "./packet-card.tsx";
import { PrincipalSelect } from "./principal-select.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { type Draft, PublishCard } from "./publish-card.tsx";
import { SubscriptionCard } from "./subscription-card.tsx";

/** Shorter than MQTT's usual minute, so that a page notices within half a minute that its network is gone. */
const KEEP_ALIVE_SECONDS = 20;

const FIRST_WISH: SubscriptionWish = { id: 1, filter: "sensor/+/temperature", qos: 1 };
/** What the first subscription shows at once when it is published. */
const FIRST_DRAFT: Draft = {
  topic: "sensor/1/temperature",
  payload: '{\n  "msg": "17.2"\n}',
  format: "json",
  qos: 1,
  retain: false,
};
const FIRST_WISHES = [FIRST_WISH];

interface OnlineClientProps {
  /** Asks the console for username and token of such a principal; a server action. */
  readonly mint: (actAs: ActAs) => Promise<CredentialsAnswer>;
  readonly ports: WebSocketPorts;
  /** Whether the person may act as more than a reader. */
  readonly mayWrite: boolean;
  readonly devices: readonly PrincipalDevice[];
  /** There are more devices than listed. */
  readonly moreDevices: boolean;
}

/** Nobody else's, so that nothing is taken over. */
function newClientId(): string {
  const random = crypto.getRandomValues(new Uint32Array(2));
  return `console-${Array.from(random, (word) => word.toString(36)).join("")}`;
}

/** The online client: one connection, its subscriptions, what arrives, and something to send. */
export function OnlineClient({ mint, ports, mayWrite, devices, moreDevices }: OnlineClientProps) {
  const t = useTranslations("client");
  const [principal, setPrincipal] = useState<Principal>({ kind: mayWrite ? "wholeTenant" : "readOnly" });
  const [draft, setDraft] = useState<Draft>(FIRST_DRAFT);
  const [topicFilter, setTopicFilter] = useState("");
  const [address, setAddress] = useState<Pick<ConnectionSettings, "url" | "clientId">>();

  // The browser knows its own address; the server that renders the page does not. The page may be rendered again at any
  // time; its client id stays.
  const { ws, wss } = ports;
  useEffect(() => {
    setAddress((before) => ({
      url: brokerUrl(window.location, { ws, wss }),
      clientId: before?.clientId ?? newClientId(),
    }));
  }, [ws, wss]);

  const credentials = useCallback(() => mint(actAsOf(principal)), [mint, principal]);
  const { state, send } = useMqttClient(credentials, FIRST_WISHES);
  const { connection } = state;

  const name = principal.kind === "device" ? principal.device.name : t(`principal.${principal.kind}`);
  const connect = useCallback(() => {
    if (address === undefined) return;
    const settings: ConnectionSettings = {
      ...address,
      protocolVersion: 5,
      cleanStart: true,
      keepAliveSeconds: KEEP_ALIVE_SECONDS,
      principal: name,
    };
    send({ type: "connect", settings });
  }, [address, name, send]);

  // A connection acts as whom it was made for, so another principal means another connection.
  const [actedAs, setActedAs] = useState(principal);
  useEffect(() => {
    if (actedAs === principal) return;
    setActedAs(principal);
    if (connection.status !== "idle" && connection.status !== "stopped") connect();
  }, [actedAs, principal, connection.status, connect]);

  return (
    <>
      <PageHeader
        title={t("title")}
        mark={<Badge tone="accent">{t("actsAs", { principal: name })}</Badge>}
        actions={
          <PrincipalSelect
            principal={principal}
            onChange={setPrincipal}
            mayWrite={mayWrite}
            devices={devices}
            moreDevices={moreDevices}
          />
        }
      />
      <div className="flex flex-col gap-3">
        <ConnectionBar
          connection={connection}
          address={address}
          onConnect={connect}
          onDisconnect={() => send({ type: "disconnect" })}
          onRetryNow={() => send({ type: "retryNow" })}
        />
        {state.problem === undefined || address === undefined ? null : (
          <ProblemNotice report={state.problem} connection={connection} url={address.url} />
        )}
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-[22rem_minmax(0,1fr)] lg:grid-rows-[auto_1fr]">
        <SubscriptionCard
          subscriptions={state.subscriptions}
          online={connection.status === "online"}
          principal={name}
          shownFilter={topicFilter}
          onShow={setTopicFilter}
          send={send}
        />
        <MessageCard
          className="lg:col-start-2 lg:row-span-2 lg:row-start-1"
          state={state}
          topicFilter={topicFilter}
          onTopicFilter={setTopicFilter}
          onPublishAgain={setDraft}
          send={send}
        />
        <PublishCard
          className="lg:col-start-1"
          draft={draft}
          onDraft={setDraft}
          online={connection.status === "online"}
          lastSent={state.lastSent}
          send={send}
        />
      </div>
      <PacketCard packets={state.packets} send={send} />
    </>
  );
}
