"use client";

import { ArrowRight, Check, CircleAlert, PartyPopper, RadioTower, Send } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo, useState } from "react";
import type { ConnectedEvent, PublishedEvent } from "#core/control.ts";
import { PROTOCOL_NAMES, TRANSPORT_NAMES } from "../_live/device-status.tsx";
import { useBrokerEvents, useEventGap, useLiveState, useWatchedDevice } from "../_live/live-provider.tsx";
import type { DeviceView } from "../_services/devices/device.ts";
import { buttonStyle } from "../_ui/button.tsx";
import { Card, CardBody } from "../_ui/card.tsx";
import { classes } from "../_ui/classes.ts";
import { Notice } from "../_ui/notice.tsx";
import { PayloadView } from "../_ui/payload-view.tsx";
import { TimeAgo } from "../_ui/time-ago.tsx";
import { FailureRemedy, FailureTitle } from "./failure-words.tsx";
import { afterFirstMessageEvent, type FailedAttempt, NOTHING_YET, standingFailure } from "./first-message-state.ts";
import type { FirstTopics } from "./first-topics.ts";

interface FirstMessageProps {
  readonly tenantSlug: string;
  readonly device: DeviceView;
  readonly topics: FirstTopics;
}

type StepState = "waiting" | "later" | "failed" | "done";

/** What the broker sees of the device right now, from the first attempt to the first message, failures included. */
export function FirstMessage({ tenantSlug, device, topics }: FirstMessageProps) {
  const t = useTranslations("connect.checklist");
  const [state, setState] = useState(NOTHING_YET);
  useWatchedDevice(device.id);
  useBrokerEvents((event) => setState((before) => afterFirstMessageEvent(before, event, device.id)), { past: true });
  useEventGap(() => setState(NOTHING_YET));

  const { freshness } = useLiveState();
  const failure = standingFailure(state);
  const { connected, published, failures } = state;
  const onlineAtFirst = connected === undefined && device.connection?.status === "online";
  const isConnected = connected !== undefined || onlineAtFirst;
  const connectFailed = failure?.type === "connectRefused";
  const denied = failure !== undefined && failure.type !== "connectRefused";
  const connectStep: StepState = connectFailed ? "failed" : isConnected ? "done" : "waiting";
  const messageStep: StepState =
    published !== undefined ? "done" : denied ? "failed" : isConnected && !connectFailed ? "waiting" : "later";
  const earlier = failures.filter((each) => each !== failure);

  return (
    <Card
      aria-labelledby="first-message"
      className="lg:sticky lg:top-18 lg:max-h-[calc(100dvh-6rem)] lg:overflow-y-auto"
    >
      <CardBody className="flex flex-col gap-4">
        <div>
          <h2 id="first-message" className="flex items-center gap-2 text-base font-semibold">
            <RadioTower aria-hidden className="size-4 text-accent-text" />
            {t("title")}
          </h2>
          <p className="text-sm text-muted">{t("text")}</p>
        </div>
        {freshness === "brokerAway" ? <Notice tone="warn">{t("brokerAway")}</Notice> : null}
        <ol aria-live="polite" className="flex flex-col">
          <Step
            state={connectStep}
            title={t(connectStep === "done" ? "connected" : connectStep === "failed" ? "refused" : "waiting")}
          >
            {connectFailed ? <Failure failure={failure} tenantSlug={tenantSlug} /> : null}
            {connectStep === "waiting" ? <p className="text-xs text-muted">{t("waitingText")}</p> : null}
            {connectStep === "done" && connected !== undefined ? <ConnectionFacts event={connected} /> : null}
            {connectStep === "done" && onlineAtFirst ? (
              <p className="text-xs text-muted">{t("connectedBefore")}</p>
            ) : null}
          </Step>
          {topics.mayPublish ? (
            <Step state={messageStep} title={t(messageTitle(messageStep, state.publishedCount))}>
              {messageStep === "failed" && failure !== undefined ? (
                <Failure failure={failure} tenantSlug={tenantSlug} />
              ) : null}
              {messageStep === "waiting" ? (
                <p className="text-xs text-muted">
                  {t.rich("messageText", {
                    topic: topics.topic,
                    code: (part) => <code className="font-mono break-all text-ink">{part}</code>,
                  })}
                </p>
              ) : null}
              {published === undefined ? null : <Message event={published} count={state.publishedCount} />}
            </Step>
          ) : null}
          <Step
            last
            state={(topics.mayPublish ? published !== undefined : isConnected) ? "done" : "later"}
            icon={PartyPopper}
            title={t(topics.mayPublish ? "answer" : "sendIt")}
          >
            {(topics.mayPublish ? published !== undefined : isConnected) ? (
              <div className="flex flex-col items-start gap-2">
                <p className="text-xs text-muted">{t("answerText")}</p>
                <Link
                  href={`/${tenantSlug}/client?${new URLSearchParams({ topic: answerTopic(device.name, topics), filter: topics.filter })}`}
                  className={buttonStyle({ variant: "primary", size: "sm" })}
                >
                  <Send aria-hidden />
                  {t("toClient")}
                  <ArrowRight aria-hidden />
                </Link>
              </div>
            ) : null}
          </Step>
        </ol>
        {earlier.length === 0 ? null : (
          <details className="text-xs">
            <summary className="rounded-sm text-muted hover:text-ink">
              {t("earlier", { count: earlier.length })}
            </summary>
            <ul className="mt-2 flex flex-col gap-2">
              {earlier.map((each) => (
                <li key={`${each.seq} ${each.at}`} className="border-l-2 border-line pl-2.5">
                  <span className="line-clamp-2 break-all">
                    <FailureTitle failure={each} tenantSlug={tenantSlug} />
                  </span>
                  <span className="text-faint">
                    <TimeAgo at={each.at} /> · {each.address}
                  </span>
                </li>
              ))}
            </ul>
          </details>
        )}
      </CardBody>
    </Card>
  );
}

function messageTitle(step: StepState, count: number): "arrived" | "arriving" | "denied" | "message" {
  if (step === "done") return count > 1 ? "arriving" : "arrived";
  return step === "failed" ? "denied" : "message";
}

/** A topic the device listens to. */
function answerTopic(deviceName: string, { filter }: FirstTopics): string {
  return filter === "#" ? `${deviceName}/command` : filter.replace(/#$/, "command");
}

function Step({
  state,
  title,
  icon: Icon = Check,
  last = false,
  children,
}: {
  readonly state: StepState;
  readonly title: ReactNode;
  readonly icon?: typeof Check;
  readonly last?: boolean;
  readonly children?: ReactNode;
}) {
  const t = useTranslations("connect.checklist.state");
  return (
    <li className="relative flex gap-3 pb-5 last:pb-0">
      {last ? null : <span aria-hidden className="absolute top-6 bottom-0 left-[11px] w-px bg-line" />}
      <span
        role="img"
        aria-label={t(state)}
        className={classes(
          "relative grid size-6 shrink-0 place-items-center rounded-full border [&_svg]:size-3.5",
          state === "done" && "border-transparent bg-ok-soft text-ok",
          state === "failed" && "border-transparent bg-danger-soft text-danger",
          state === "waiting" && "border-accent bg-surface",
          state === "later" && "border-line bg-surface text-faint",
        )}
      >
        {state === "done" ? <Icon aria-hidden /> : null}
        {state === "failed" ? <CircleAlert aria-hidden /> : null}
        {state === "waiting" ? (
          <>
            <span className="absolute size-2 animate-ping-soft rounded-full bg-accent/50" />
            <span className="size-2 rounded-full bg-accent" />
          </>
        ) : null}
        {state === "later" ? <span className="size-1.5 rounded-full bg-line-control" /> : null}
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-1.5 pt-0.5">
        <p className={classes("text-sm font-medium", state === "later" && "text-muted")}>{title}</p>
        {children}
      </div>
    </li>
  );
}

function Failure({ failure, tenantSlug }: { readonly failure: FailedAttempt; readonly tenantSlug: string }) {
  const t = useTranslations("connect.checklist");
  return (
    <div
      key={`${failure.seq} ${failure.at}`}
      className="flex animate-arrive flex-col gap-1.5 rounded-md border border-danger/25 bg-danger-soft p-2.5 text-xs"
    >
      <p className="line-clamp-3 font-medium break-words">
        <FailureTitle failure={failure} tenantSlug={tenantSlug} />
      </p>
      <p className="text-muted">
        <FailureRemedy failure={failure} tenantSlug={tenantSlug} />
      </p>
      <Facts
        facts={[
          [t("when"), <TimeAgo key="when" at={failure.at} />],
          [t("address"), `${failure.address} · ${TRANSPORT_NAMES[failure.transport]}`],
          [t("clientId"), failure.clientId === "" ? t("noClientId") : failure.clientId],
          ...(failure.type === "connectRefused"
            ? ([[t("reasonCode"), `0x${failure.reasonCode.toString(16).toUpperCase().padStart(2, "0")}`]] as const)
            : []),
        ]}
      />
    </div>
  );
}

function ConnectionFacts({ event }: { readonly event: ConnectedEvent }) {
  const t = useTranslations("connect.checklist");
  return (
    <Facts
      facts={[
        [t("when"), <TimeAgo key="when" at={event.at} />],
        [t("address"), event.address],
        [t("over"), `${TRANSPORT_NAMES[event.transport]} · ${PROTOCOL_NAMES[event.protocolVersion]}`],
        [t("clientId"), event.clientId],
      ]}
    />
  );
}

function Message({ event, count }: { readonly event: PublishedEvent; readonly count: number }) {
  const t = useTranslations("connect.checklist");
  const bytes = useMemo(() => Uint8Array.from(atob(event.payloadBase64), (char) => char.charCodeAt(0)), [event]);
  return (
    <div className="flex animate-arrive flex-col gap-2">
      <p className="font-mono text-xs break-all text-accent-text">{event.topic}</p>
      <PayloadView bytes={bytes} bytesTotal={event.payloadBytes} />
      <p className="text-xs text-muted">
        {t("messageFacts", { qos: event.qos, bytes: event.payloadBytes, receivers: event.receivers })}
        {event.retain ? ` · ${t("retained")}` : ""}
        {count > 1 ? ` · ${t("count", { count })}` : ""}
      </p>
    </div>
  );
}

function Facts({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="line-clamp-2 font-mono break-all">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
