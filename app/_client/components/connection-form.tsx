"use client";

import { Plug, RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { Badge } from "../../_ui/badge.tsx";
import { Button } from "../../_ui/button.tsx";
import { Sheet } from "../../_ui/dialog.tsx";
import { Field } from "../../_ui/field.tsx";
import { Checkbox, Input, Select } from "../../_ui/input.tsx";
import { Notice } from "../../_ui/notice.tsx";
import { Segments } from "../../_ui/segments.tsx";
import { brokerUrl, type Listener, mayOpen, type WebSocketPorts } from "../broker-url.ts";
import { newClientId } from "../connections/profile.ts";
import { type ConnectionProfile, NAME_CHARS_MAX, profileFaults } from "../connections/profile-schema.ts";
import type { PrincipalDevice } from "../principal.ts";
import { AdvancedFields } from "./advanced-fields.tsx";
import { FormSection } from "./form-section.tsx";
import { NumberField } from "./number-field.tsx";
import { PrincipalFields } from "./principal-fields.tsx";
import { WillFields } from "./will-fields.tsx";

export interface ConnectionFormProps {
  /** As it is, or as a new one begins. */
  readonly profile: ConnectionProfile;
  readonly isNew: boolean;
  /** The others: their names are taken, and a new one may begin as one of them. */
  readonly others: readonly ConnectionProfile[];
  /** It is connected now, so what is changed waits for the next connect. */
  readonly connected: boolean;
  /** A password was entered since the page was loaded. */
  readonly hasPassword: boolean;
  /** What kept it from connecting. */
  readonly initialFault?: { readonly field: string; readonly fault: string };
  readonly ports: WebSocketPorts;
  readonly mayWrite: boolean;
  readonly devices: readonly PrincipalDevice[];
  readonly moreDevices: boolean;
  readonly onClose: () => void;
  /** @param password undefined when none was entered */
  readonly onSave: (profile: ConnectionProfile, password: string | undefined, connect: boolean) => void;
}

/** How many of the others a new one is offered to begin as. */
const TEMPLATES_MAX = 10;
const ADVANCED = /^(?:connectTimeout|reconnectPeriod|sessionExpiry|receiveMaximum|maximumPacket|topicAlias|userProp)/;

/** Everything that can be said about a connection. What is wrong is said at its field, before anything connects. */
export function ConnectionForm(props: ConnectionFormProps) {
  const { isNew, others, connected, hasPassword, ports, onClose, onSave } = props;
  const t = useTranslations("connections");
  const tf = useTranslations("connections.field");
  const [profile, setProfile] = useState(props.profile);
  const [password, setPassword] = useState("");
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(
    () => new Map(props.initialFault === undefined ? [] : [[props.initialFault.field, props.initialFault.fault]]),
  );
  const form = useRef<HTMLFormElement>(null);
  const timestampId = useId();
  const cleanId = useId();

  const put = (part: Partial<ConnectionProfile>) => setProfile({ ...profile, ...part });
  const fault = (field: string) => {
    const key = faults.get(field);
    return key === undefined ? undefined : t(`fault.${key}` as "fault.nameMissing");
  };
  useEffect(() => {
    if (faults.size > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [faults]);

  function submit(connect: boolean) {
    const found = new Map(profileFaults(profile));
    const name = profile.name.trim();
    if (others.some((other) => other.name === name)) found.set("name", "nameTaken");
    if (!mayOpen(profile.listener, window.location)) found.set("listener", "wsOnHttps");
    const wantsPassword = profile.principal.kind === "credentials" && connect && password === "" && !hasPassword;
    if (wantsPassword) found.set("password", "passwordMissing");
    setFaults(found);
    if (found.size === 0) onSave({ ...profile, name }, password === "" ? undefined : password, connect);
  }

  const fields = [...faults.keys()];
  const templates = [...others].sort((a, b) => b.createdAt - a.createdAt).slice(0, TEMPLATES_MAX);
  return (
    <Sheet
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t(isNew ? "newTitle" : "editTitle")}
      className="w-[34rem]"
    >
      <form
        ref={form}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          submit(true);
        }}
      >
        {connected ? <Notice tone="info">{t("nextConnect")}</Notice> : null}
        {isNew && templates.length > 0 ? (
          <Field name="template" label={tf("template")}>
            {(control) => (
              <Select
                {...control}
                defaultValue=""
                onChange={(event) => {
                  const template = templates.find(({ id }) => id === event.target.value) ?? props.profile;
                  const { id, name, createdAt, clientId } = props.profile;
                  setFaults(new Map());
                  setProfile({ ...structuredClone(template), id, name, createdAt, clientId });
                }}
              >
                <option value="">{tf("templateDefaults")}</option>
                {templates.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ) : null}
        <Field name="name" label={tf("name")} error={fault("name")}>
          {(control) => (
            <Input
              {...control}
              maxLength={NAME_CHARS_MAX}
              autoComplete="off"
              value={profile.name}
              onChange={(event) => put({ name: event.target.value })}
            />
          )}
        </Field>
        <PrincipalFields
          {...props}
          principal={profile.principal}
          onChange={(principal) => put({ principal })}
          password={password}
          onPassword={setPassword}
          authentication={profile.protocolVersion === 5 ? profile.authentication : undefined}
          onAuthentication={(authentication) => put({ authentication })}
          fault={fault}
        />
        <Field
          name="listener"
          label={tf("listener")}
          error={fault("listener")}
          hint={tf(profile.listener === "wss" ? "wssHint" : "wsHint")}
        >
          {(control) => (
            <Select
              {...control}
              className="font-mono"
              value={profile.listener}
              onChange={(event) => put({ listener: event.target.value as Listener })}
            >
              {(["ws", "wss"] as const).map((listener) => (
                <option key={listener} value={listener}>
                  {brokerUrl(listener, window.location.hostname, ports)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field name="clientId" label={tf("clientId")} error={fault("clientId")}>
          {(control) => (
            <span className="flex gap-2">
              <Input
                {...control}
                className="font-mono"
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                placeholder={tf("clientIdEmpty")}
                value={profile.clientId}
                onChange={(event) => put({ clientId: event.target.value })}
              />
              <Button
                size="icon"
                aria-label={tf("regenerate")}
                title={tf("regenerate")}
                onClick={() => put({ clientId: newClientId() })}
              >
                <RefreshCw aria-hidden />
              </Button>
            </span>
          )}
        </Field>
        <label htmlFor={timestampId} className="flex items-center gap-2 text-sm">
          <Checkbox
            id={timestampId}
            checked={profile.clientIdTimestamp}
            onChange={(event) => put({ clientIdTimestamp: event.target.checked })}
          />
          {tf("clientIdTimestamp")}
        </label>
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <div className="flex flex-col gap-1.5">
            <span aria-hidden className="text-sm font-medium">
              {tf("protocolVersion")}
            </span>
            <span>
              <Segments
                label={tf("protocolVersion")}
                value={String(profile.protocolVersion) as "4" | "5"}
                onChange={(version) => put({ protocolVersion: version === "4" ? 4 : 5 })}
                options={[
                  { value: "5", label: "5.0" },
                  { value: "4", label: "3.1.1" },
                ]}
              />
            </span>
          </div>
          <NumberField
            name="keepAliveSeconds"
            label={tf("keepAlive")}
            unit={tf("seconds")}
            value={profile.keepAliveSeconds}
            required
            onChange={(value = Number.NaN) => put({ keepAliveSeconds: value })}
            error={fault("keepAliveSeconds")}
          />
        </div>
        <div className="flex flex-col gap-1">
          <label htmlFor={cleanId} className="flex items-center gap-2 text-sm">
            <Checkbox
              id={cleanId}
              checked={profile.cleanStart}
              onChange={(event) => put({ cleanStart: event.target.checked })}
            />
            {tf(profile.protocolVersion === 5 ? "cleanStart" : "cleanSession")}
          </label>
          {!profile.cleanStart && profile.clientIdTimestamp ? (
            <p className="text-xs text-warn">{tf("timestampLosesSession")}</p>
          ) : null}
        </div>
        <FormSection name="advanced" title={t("advanced")} forcedOpen={fields.some((field) => ADVANCED.test(field))}>
          <AdvancedFields profile={profile} onChange={put} fault={fault} />
        </FormSection>
        <FormSection
          name="will"
          title={t("will")}
          forcedOpen={fields.some((field) => field.startsWith("will."))}
          mark={profile.will.topic === "" ? null : <Badge className="font-mono">{profile.will.topic}</Badge>}
        >
          <WillFields
            will={profile.will}
            onChange={(will) => put({ will })}
            protocolVersion={profile.protocolVersion}
            fault={fault}
          />
        </FormSection>
        <div className="sticky -bottom-5 -mx-5 -mb-5 flex justify-end gap-2 border-t bg-surface px-5 py-3">
          <Button onClick={() => submit(false)}>{t("saveOnly")}</Button>
          <Button type="submit" variant="primary">
            <Plug aria-hidden />
            {t(connected ? "saveAndReconnect" : "connect")}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
