"use client";

import { Send } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import type { QoS } from "#core/mqtt/packets.ts";
import { Button } from "../../_ui/button.tsx";
import { Card, CardHeader } from "../../_ui/card.tsx";
import { Checkbox } from "../../_ui/input.tsx";
import { Kbd } from "../../_ui/kbd.tsx";
import { Segments } from "../../_ui/segments.tsx";
import type { PrincipalDevice } from "../principal.ts";
import type { ClientCommand, ClientState } from "../protocol.ts";
import { type Composed, composeMessage, mayBeSentAnyway } from "../publish/compose.ts";
import type { PublishDraft } from "../publish/draft.ts";
import { usePublishLibrary } from "../publish/library-context.tsx";
import { useComposeOptions, usePreview } from "../publish/use-preview.ts";
import { variableSource } from "../publish/variables.ts";
import type { Denial } from "../use-denials.ts";
import { ExpandedPreview } from "./publish/expanded-preview.tsx";
import { PayloadField, writtenAs } from "./publish/payload-field.tsx";
import { PropertiesSection } from "./publish/properties-section.tsx";
import { RepeatSection } from "./publish/repeat-section.tsx";
import { RequestList } from "./publish/request-list.tsx";
import { SavedMessages } from "./publish/saved-messages.tsx";
import { SentState } from "./publish/sent-state.tsx";
import { TopicField } from "./publish/topic-field.tsx";
import { VariablesDialog } from "./publish/variables-dialog.tsx";

interface PublishCardProps {
  readonly draft: PublishDraft;
  readonly onDraft: (draft: PublishDraft) => void;
  readonly state: ClientState;
  /** The version of a connection that is not there yet. */
  readonly protocolVersion: 4 | 5;
  /** Whom the connection acts as, when that is a device. */
  readonly device: PrincipalDevice | undefined;
  readonly denials: readonly Denial[];
  readonly send: (command: ClientCommand) => void;
  readonly className?: string;
}

const QOS_OPTIONS = (["0", "1", "2"] as const).map((value) => ({ value, label: `QoS ${value}` }));
/** Sends a message. Nothing invalid goes out unless the person says so a second time. */
export function PublishCard(props: PublishCardProps) {
  const { draft, onDraft, state, protocolVersion, device, denials, send, className } = props;
  const t = useTranslations("publish");
  const tFormats = useTranslations("formats");
  const tTopic = useTranslations("client.topicFault");
  const { library, state: kept } = usePublishLibrary();
  const online = state.connection.status === "online";
  const options = useComposeOptions(state.connection, protocolVersion);
  const preview = usePreview(draft, options, kept.variables);

  /** What a first attempt to send was stopped at; another text may be another matter. */
  const [stoppedAt, setStoppedAt] = useState<PublishDraft>();
  const [goToFault, setGoToFault] = useState(0);
  const topicInput = useRef<HTMLInputElement>(null);
  const retainId = useId();

  const stopped = stoppedAt === draft;
  const fault = <F extends Composed["faults"][number]["field"]>(field: F) =>
    preview.faults.find((each): each is Extract<Composed["faults"][number], { field: F }> => each.field === field);
  const topicFault = fault("topic");
  const payloadFault = fault("payload");
  const unknown = fault("variables");
  const tooLarge = fault("size");
  const propertiesFault = fault("properties");
  const change = (part: Partial<PublishDraft>) => onDraft({ ...draft, ...part });

  /** @returns whether it may go out */
  function check(anyway: boolean): boolean {
    if (topicFault !== undefined) {
      setStoppedAt(draft);
      topicInput.current?.focus();
      return false;
    }
    if (preview.faults.every((each) => anyway && mayBeSentAnyway(each))) return true;
    setStoppedAt(draft);
    if (payloadFault !== undefined) setGoToFault(goToFault + 1);
    return false;
  }

  function publish(anyway: boolean) {
    if (!online || !check(anyway)) return;
    const { message } = composeMessage(draft, { ...options, source: variableSource(kept.variables), anyway });
    if (message === undefined) return;
    setStoppedAt(undefined);
    library.remember(draft);
    send({ type: "publish", message });
  }

  function repeat(intervalMs: number, count: number) {
    if (!online || !check(false)) return;
    library.remember(draft);
    send({ type: "repeat", repeat: { draft, variables: kept.variables, intervalMs, count } });
  }

  /** Answers come to a topic of this client's own, which a device's rules let it hear, each with its request's data. */
  function awaitAnswer() {
    const granted = state.connection.status === "online" ? state.connection.granted : undefined;
    const responseTopic = granted?.responseInformation ?? `${device?.name ?? "console"}/response`;
    change({ properties: { ...draft.properties, responseTopic, correlationData: "{{uuid}}" } });
    if (state.subscriptions.some(({ filter }) => filter === responseTopic)) return;
    const highest = Math.max(0, ...state.subscriptions.map(({ id }) => id));
    send({
      type: "subscribe",
      wish: { id: highest + 1, filter: responseTopic, qos: 1, alias: t("properties.answersAlias") },
    });
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    if (event.defaultPrevented) return;
    event.preventDefault();
    publish(false);
  }

  const { lastSent } = state;
  return (
    <Card aria-labelledby="publish-title" className={className}>
      <CardHeader
        id="publish-title"
        title={t("title")}
        actions={
          <span className="flex">
            <VariablesDialog />
            <SavedMessages draft={draft} onPick={onDraft} />
          </span>
        }
      />
      <form
        className="flex flex-col gap-3 p-4"
        noValidate
        onKeyDown={onKeyDown}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          publish(false);
        }}
      >
        <TopicField
          ref={topicInput}
          value={draft.topic}
          past={kept.history.topics}
          error={
            topicFault !== undefined && (stopped || topicFault.fault !== "empty") ? tTopic(topicFault.fault) : undefined
          }
          onChange={(topic) => change({ topic })}
          onPick={({ topic, qos, retain }) => change({ topic, qos, retain })}
        />
        <PayloadField
          payload={draft.payload}
          format={draft.format}
          fault={payloadFault}
          stopped={stopped}
          goToFault={goToFault}
          onChange={change}
          onSubmit={() => publish(false)}
        />
        <ExpandedPreview preview={preview} />
        {stopped && (payloadFault !== undefined || unknown !== undefined) ? (
          <div role="alert" className="flex items-center gap-3 rounded-md bg-danger-soft px-3 py-2 text-sm">
            <span className="flex-1">
              {payloadFault !== undefined
                ? t("stopped", { format: tFormats(`name.${writtenAs(draft.format)}`) })
                : t("unknownVariables", { names: (unknown?.names ?? []).map((name) => `{{${name}}}`).join(", ") })}
            </span>
            <Button size="sm" variant="dangerQuiet" onClick={() => publish(true)}>
              {t("sendAnyway")}
            </Button>
          </div>
        ) : null}
        {tooLarge === undefined ? null : (
          <p role="alert" className="text-sm text-danger">
            {t("tooLarge", { bytes: tooLarge.bytes, max: tooLarge.bytesMax })}
          </p>
        )}
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Segments
            label={t("qos")}
            value={String(draft.qos) as "0" | "1" | "2"}
            onChange={(qos) => change({ qos: Number(qos) as QoS })}
            options={QOS_OPTIONS}
          />
          <label htmlFor={retainId} className="flex items-center gap-2 text-sm">
            <Checkbox
              id={retainId}
              checked={draft.retain}
              onChange={(event) => change({ retain: event.target.checked })}
            />
            {t("retain")}
          </label>
        </div>
        {draft.qos === 0 ? <p className="text-xs text-muted">{t("qos0Hint")}</p> : null}
        {draft.retain && draft.payload === "" ? <p className="text-xs text-muted">{t("clearsRetained")}</p> : null}
        {options.protocolVersion === 5 ? (
          <PropertiesSection
            properties={draft.properties}
            topicAliasMaximum={options.limits.topicAliasMaximum}
            error={
              propertiesFault === undefined
                ? undefined
                : t(`properties.fault.${propertiesFault.fault}`, { max: options.limits.topicAliasMaximum })
            }
            onChange={(properties) => change({ properties })}
            onAwaitAnswer={awaitAnswer}
          />
        ) : null}
        <RepeatSection
          state={state.repeat}
          online={online}
          onStart={repeat}
          onStop={() => send({ type: "stopRepeat" })}
        />
        <div className="flex items-center gap-3">
          <Button type="submit" variant="primary" disabled={!online || tooLarge !== undefined}>
            <Send aria-hidden />
            {t("send")}
          </Button>
          <span className="flex items-center gap-1 text-xs text-muted max-md:hidden">
            {online ? (
              <>
                <Kbd>Ctrl</Kbd>
                <span aria-hidden>/</span>
                <Kbd>⌘</Kbd>
                <span aria-hidden>+</span>
                <Kbd>Enter</Kbd>
              </>
            ) : (
              t("connectFirst")
            )}
          </span>
        </div>
        <div role="status" className="text-sm empty:hidden">
          {lastSent === undefined || stopped || topicFault !== undefined ? null : (
            <SentState
              sent={lastSent}
              protocolVersion={options.protocolVersion}
              deviceId={device?.id}
              denials={denials}
            />
          )}
        </div>
        <RequestList
          requests={state.requests}
          onShow={(seq) => send({ type: "inspect", seq })}
          onClear={() => send({ type: "clearRequests" })}
        />
      </form>
    </Card>
  );
}
