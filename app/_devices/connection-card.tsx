"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PROTOCOL_NAMES, StatusMark, TRANSPORT_NAMES, useDeviceStatus } from "../_live/device-status.tsx";
import type { DeviceView } from "../_services/devices/device.ts";
import { Card, CardHeader } from "../_ui/card.tsx";
import { CopyButton } from "../_ui/copy-button.tsx";
import { TimeAgo } from "../_ui/time-ago.tsx";

/** Who the device is and how it is connected, live. */
export function ConnectionCard({ device }: { readonly device: DeviceView }) {
  const t = useTranslations("devices.detail");
  const status = useDeviceStatus(device);
  const online = status?.online === true;
  return (
    <Card aria-labelledby="connection">
      <CardHeader id="connection" title={t("connection")} />
      <dl className="divide-y text-sm">
        <Fact name={t("status")}>
          <StatusMark status={status} disabled={device.status === "disabled"} />
        </Fact>
        {online && status.transport !== undefined && status.protocolVersion !== undefined ? (
          <Fact name={t("over")}>
            {TRANSPORT_NAMES[status.transport]} · {PROTOCOL_NAMES[status.protocolVersion]}
            {status.connections > 1 ? ` · ${t("connections", { count: status.connections })}` : ""}
          </Fact>
        ) : null}
        {status?.address === undefined ? null : (
          <Fact name={t(online ? "address" : "lastAddress")}>
            <code className="font-mono text-xs">{status.address}</code>
          </Fact>
        )}
        <Fact name={t("username")}>
          <code className="font-mono text-xs break-all">{device.username}</code>
          <CopyButton text={device.username} label={t("copyUsername")} className="-my-1" />
        </Fact>
        <Fact name={t("id")}>
          <code className="font-mono text-xs break-all">{device.id}</code>
          <CopyButton text={device.id} label={t("copyId")} className="-my-1" />
        </Fact>
        <Fact name={t("created")}>
          <TimeAgo at={device.createdAt} />
        </Fact>
      </dl>
    </Card>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-2">
      <dt className="w-28 shrink-0 text-muted">{name}</dt>
      <dd className="flex min-w-0 flex-1 items-center gap-1">{children}</dd>
    </div>
  );
}
