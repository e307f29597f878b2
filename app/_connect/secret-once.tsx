"use client";

import { Download, KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import type { NewCredentialView } from "../_services/devices/device.ts";
import { buttonStyle } from "../_ui/button.tsx";
import { CopyButton } from "../_ui/copy-button.tsx";
import type { Addresses } from "./addresses.ts";

interface SecretOnceProps {
  readonly credential: NewCredentialView;
  readonly addresses: Addresses;
  readonly deviceName: string;
}

/** A device's new secret, for the only time. The download is made in the browser: nothing is sent anywhere. */
export function SecretOnce({ credential, addresses, deviceName }: SecretOnceProps) {
  const t = useTranslations("connect.secret");
  const file = envFile(credential, addresses);
  return (
    <section
      aria-label={t("title")}
      className="flex flex-col gap-3 rounded-lg border border-accent/40 bg-accent-soft/50 p-4"
    >
      <div className="flex items-start gap-3">
        <KeyRound aria-hidden className="mt-0.5 size-4 shrink-0 text-accent-text" />
        <div>
          <h2 className="text-base font-semibold">{t("title")}</h2>
          <p className="text-sm text-muted">{t("text")}</p>
        </div>
      </div>
      <dl className="grid gap-2 md:grid-cols-2">
        <Secret name={t("username")} value={credential.username} copyLabel={t("copyUsername")} />
        <Secret name={t("password")} value={credential.password} copyLabel={t("copyPassword")} />
      </dl>
      <div className="flex flex-wrap gap-2">
        <a
          className={buttonStyle()}
          download={`${deviceName}.env`}
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(file)}`}
        >
          <Download aria-hidden />
          {t("download")}
        </a>
        <CopyButton text={file} withWord label={t("copyAll")} className="h-8" />
      </div>
    </section>
  );
}

function Secret({
  name,
  value,
  copyLabel,
}: {
  readonly name: string;
  readonly value: string;
  readonly copyLabel: string;
}) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="flex items-center justify-between gap-2 rounded-md border bg-surface py-0.5 pr-0.5 pl-2.5">
        <code className="min-w-0 font-mono text-sm break-all">{value}</code>
        <CopyButton text={value} label={copyLabel} />
      </dd>
    </div>
  );
}

function envFile({ username, password }: NewCredentialView, { host, ports }: Addresses): string {
  return [
    `MQTT_HOST=${host}`,
    `MQTT_PORT=${ports.tcp}`,
    `MQTTS_PORT=${ports.tls}`,
    `MQTT_USERNAME=${username}`,
    `MQTT_PASSWORD=${password}`,
    "",
  ].join("\n");
}
