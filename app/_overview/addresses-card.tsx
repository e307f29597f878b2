import { Download, LockKeyhole } from "lucide-react";
import { getTranslations } from "next-intl/server";
import type { Addresses } from "../_connect/addresses.ts";
import { AUTHORITY_FILE } from "../_connect/placeholders.ts";
import { WEBSOCKET_PATH } from "../_connect/target.ts";
import { buttonStyle } from "../_ui/button.tsx";
import { Card, CardHeader } from "../_ui/card.tsx";
import { CopyButton } from "../_ui/copy-button.tsx";

/** Where devices find the broker. */
export async function AddressesCard({ addresses }: { readonly addresses: Addresses }) {
  const t = await getTranslations("overview.addresses");
  const { host, ports, authority } = addresses;
  const rows = [
    { name: "MQTTS", url: `mqtts://${host}:${ports.tls}`, encrypted: true },
    { name: "WSS", url: `wss://${host}:${ports.wss}${WEBSOCKET_PATH}`, encrypted: true },
    { name: "MQTT", url: `mqtt://${host}:${ports.tcp}`, encrypted: false },
    { name: "WS", url: `ws://${host}:${ports.ws}${WEBSOCKET_PATH}`, encrypted: false },
  ];
  return (
    <Card aria-labelledby="addresses">
      <CardHeader id="addresses" title={t("title")} description={t("text")} />
      <dl className="divide-y text-sm">
        {rows.map(({ name, url, encrypted }) => (
          <div key={name} className="flex items-center gap-2 py-1 pr-2 pl-4">
            <dt className="flex w-16 shrink-0 items-center gap-1.5 text-xs text-muted">
              {name}
              {encrypted ? <LockKeyhole aria-label={t("encrypted")} className="size-3 text-ok" /> : null}
            </dt>
            <dd className="flex min-w-0 flex-1 items-center justify-between gap-1">
              <code className="min-w-0 font-mono text-xs break-all">{url}</code>
              <CopyButton text={url} label={t("copy", { name })} />
            </dd>
          </div>
        ))}
      </dl>
      {authority === undefined ? null : (
        <div className="flex flex-col items-start gap-2 border-t px-4 py-3 text-xs text-muted">
          <p>{t("authority")}</p>
          <a href="/api/console/ca.pem" download={AUTHORITY_FILE} className={buttonStyle({ size: "sm" })}>
            <Download aria-hidden />
            {t("download")}
          </a>
        </div>
      )}
    </Card>
  );
}
