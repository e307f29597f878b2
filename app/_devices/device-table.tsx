"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { PROTOCOL_NAMES, StatusMark, TRANSPORT_NAMES, useDeviceStatus } from "../_live/device-status.tsx";
import { statusOf } from "../_live/device-status-state.ts";
import type { DeviceView } from "../_services/devices/device.ts";
import { Badge } from "../_ui/badge.tsx";
import { Table, Td, Th, Tr } from "../_ui/table.tsx";

interface DeviceTableProps {
  readonly tenantSlug: string;
  readonly devices: readonly DeviceView[];
  /** When the server read `devices`. */
  readonly knownSince: string;
}

/** Devices with their status kept live: cells change in place, rows never move under the pointer. */
export function DeviceTable({ tenantSlug, devices, knownSince }: DeviceTableProps) {
  const t = useTranslations("devices.columns");
  return (
    <Table>
      <thead>
        <tr>
          <Th className="w-2/5">{t("name")}</Th>
          <Th>{t("status")}</Th>
          <Th className="hidden md:table-cell">{t("connection")}</Th>
          <Th className="hidden lg:table-cell">{t("address")}</Th>
          <Th className="hidden sm:table-cell">{t("role")}</Th>
        </tr>
      </thead>
      <tbody>
        {devices.map((device) => (
          <DeviceRow key={device.id} tenantSlug={tenantSlug} device={device} knownSince={knownSince} />
        ))}
      </tbody>
    </Table>
  );
}

function DeviceRow({
  tenantSlug,
  device,
  knownSince,
}: {
  readonly tenantSlug: string;
  readonly device: DeviceView;
  readonly knownSince: string;
}) {
  const status = useDeviceStatus(device.id, statusOf(device.connection, device.lastSeenAt), knownSince);
  return (
    <Tr className="relative">
      <Td className="max-w-0">
        <Link
          href={`/${tenantSlug}/devices/${device.id}`}
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-md focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
        >
          {device.name}
        </Link>
        {device.description === "" ? null : (
          <span className="block truncate text-xs text-muted">{device.description}</span>
        )}
      </Td>
      <Td>
        <StatusMark status={status} disabled={device.status === "disabled"} />
      </Td>
      <Td className="hidden text-xs whitespace-nowrap text-muted md:table-cell">
        {status?.online && status.transport !== undefined && status.protocolVersion !== undefined
          ? `${TRANSPORT_NAMES[status.transport]} · ${PROTOCOL_NAMES[status.protocolVersion]}`
          : "–"}
      </Td>
      <Td className="hidden font-mono text-xs whitespace-nowrap text-muted lg:table-cell">
        {status?.online ? status.address : "–"}
      </Td>
      <Td className="hidden sm:table-cell">
        <span className="flex flex-wrap gap-1">
          {device.roles.map((role) => (
            <Badge key={role}>{role}</Badge>
          ))}
        </span>
      </Td>
    </Tr>
  );
}
