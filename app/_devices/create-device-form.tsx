"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useActionState, useEffect, useState } from "react";
import { ACCESS_LIMITS, TEXT_LIMITS } from "#core/limits.ts";
import type { Addresses } from "../_connect/addresses.ts";
import { firstTopics } from "../_connect/first-topics.ts";
import { keepSecret } from "../_connect/fresh-secrets.ts";
import { EMPTY_FORM } from "../_forms/form-state.ts";
import { RolePicker } from "../_roles/role-picker.tsx";
import { Button, buttonStyle } from "../_ui/button.tsx";
import { Card, CardBody } from "../_ui/card.tsx";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { PageHeader } from "../_ui/page-header.tsx";
import { type CreateDeviceState, createDevice } from "./create-device.ts";
import { TemplateChoice } from "./template-choice.tsx";
import { TEMPLATES } from "./templates.ts";

interface CreateDeviceFormProps {
  readonly tenantSlug: string;
  readonly addresses: Addresses;
  /** Names of all roles of the tenant. */
  readonly roles: readonly string[];
}

/** Makes a device, then goes to where it is connected; the secret goes along in memory. */
export function CreateDeviceForm({ tenantSlug, addresses, roles }: CreateDeviceFormProps) {
  const t = useTranslations("devices.create");
  const words = useTranslations("devices.templates");
  const router = useRouter();
  const [state, send, pending] = useActionState<CreateDeviceState, FormData>(
    createDevice.bind(null, tenantSlug),
    EMPTY_FORM,
  );
  const [name, setName] = useState("");
  const [role, setRole] = useState(TEMPLATES[0]?.role ?? "");
  /** Instead of what a purpose gives; undefined: by purpose. */
  const [chosen, setChosen] = useState<readonly string[]>();

  const made = state.created;
  useEffect(() => {
    if (made === undefined) return;
    keepSecret(made.device.id, made.credential);
    router.push(`/${tenantSlug}/devices/${made.device.id}?tab=connect`);
  }, [made, router, tenantSlug]);

  const typed = name.trim();
  const { topic, mayPublish, filter } = firstTopics(typed || t("exampleName"), chosen ?? [role]);
  return (
    <>
      <PageHeader title={t("title")} description={t("lead")} />
      <form
        action={send}
        noValidate
        className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]"
      >
        <div className="flex flex-col gap-5">
          {state.message === undefined ? null : <Notice tone="danger">{state.message}</Notice>}
          <Field name="name" label={t("name")} hint={t("nameHint")} error={state.errors.name}>
            {(control) => (
              <Input
                {...control}
                required
                autoFocus
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={TEXT_LIMITS.deviceNameCharsMax}
                placeholder={t("exampleName")}
                className="font-mono"
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          {chosen === undefined ? (
            <TemplateChoice role={role} deviceName={typed || t("exampleName")} onChange={setRole} />
          ) : (
            <Field name="roles" label={words("roles")}>
              {(control) => (
                <RolePicker
                  control={control}
                  roles={roles}
                  chosen={chosen}
                  max={ACCESS_LIMITS.rolesPerDeviceMax}
                  onChange={setChosen}
                />
              )}
            </Field>
          )}
          {chosen?.map((each) => (
            <input key={each} type="hidden" name="role" value={each} />
          ))}
          <Button
            variant="quiet"
            size="sm"
            className="-mt-3 self-start"
            onClick={() => setChosen(chosen === undefined ? [role] : undefined)}
          >
            {words(chosen === undefined ? "otherRoles" : "backToPurposes")}
          </Button>
          <Field name="description" label={t("description")} aside={t("optional")} error={state.errors.description}>
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                maxLength={TEXT_LIMITS.deviceDescriptionCharsMax}
                defaultValue={state.values.description}
              />
            )}
          </Field>
          <div className="flex items-center gap-2">
            <Button type="submit" variant="primary" pending={pending || made !== undefined}>
              {t("submit")}
            </Button>
            <Link href={`/${tenantSlug}/devices`} className={buttonStyle({ variant: "quiet" })}>
              {t("cancel")}
            </Link>
          </div>
        </div>
        <Card className="lg:mt-6">
          <CardBody className="flex flex-col gap-3 text-sm">
            <h2 className="text-xs font-medium text-muted">{t("preview")}</h2>
            <dl className="flex flex-col gap-3 [&_dd]:font-mono [&_dd]:text-xs [&_dd]:break-all [&_dt]:text-xs [&_dt]:text-muted">
              <div>
                <dt>{t("username")}</dt>
                <dd>
                  {tenantSlug}/<span className="text-accent-text">{typed || t("exampleName")}</span>
                </dd>
              </div>
              {mayPublish ? (
                <div>
                  <dt>{t("firstTopic")}</dt>
                  <dd>{topic}</dd>
                </div>
              ) : (
                <div>
                  <dt>{t("listensTo")}</dt>
                  <dd>{filter}</dd>
                </div>
              )}
              <div>
                <dt>{t("broker")}</dt>
                <dd>
                  mqtts://{addresses.host}:{addresses.ports.tls}
                </dd>
              </div>
            </dl>
          </CardBody>
        </Card>
      </form>
    </>
  );
}
