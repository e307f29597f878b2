"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { PROTOCOL_NAMES, StatusMark, TRANSPORT_NAMES, useDeviceStatus } from "../_live/device-status.tsx";
import type { DeviceStatus } from "../_live/device-status-state.ts";
import type { DeviceView } from "../_services/devices/device.ts";
import { Badge } from "../_ui/badge.tsx";
import { classes } from "../_ui/classes.ts";
import { Checkbox } from "../_ui/input.tsx";
import { Td, Tr } from "../_ui/table.tsx";
import { TimeAgo } from "../_ui/time-ago.tsx";
import { COLUMN_CLASSES, COLUMNS, type Column } from "./columns.ts";

/** Of every row, in pixels: one that is not drawn is as high. */
export const ROW_HEIGHT = 52;
/** Labels shown in a row; the others are counted. */
const LABELS_SHOWN = 2;

interface DeviceRowProps {
  readonly index: number;
  readonly tenantSlug: string;
  readonly device: DeviceView;
  readonly columns: readonly Column[];
  /** Undefined: nobody may choose. */
  readonly chosen: boolean | undefined;
  readonly onChoose: (range: boolean) => void;
}

/** A device of the list, its status kept live. */
export function DeviceRow({ index, tenantSlug, device, columns, chosen, onChoose }: DeviceRowProps) {
  const t = useTranslations("devices");
  const status = useDeviceStatus(device);
  const labels = Object.entries(device.labels);
  return (
    <Tr
      className="relative data-chosen:bg-accent-soft/50"
      style={{ height: ROW_HEIGHT }}
      aria-rowindex={index + 2}
      data-row={index}
      data-chosen={chosen || undefined}
    >
      {chosen === undefined ? null : (
        <Td className="relative z-1 pr-0">
          <Checkbox
            aria-label={t("choose.device", { name: device.name })}
            checked={chosen}
            onChange={() => {}}
            onClick={(event) => onChoose(event.shiftKey)}
          />
        </Td>
      )}
      <Td className="truncate">
        <Link
          href={`/${tenantSlug}/devices/${device.id}`}
          prefetch={false}
          className="font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-md focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
        >
          {device.name}
        </Link>
        <span className="flex gap-1.5 truncate text-xs text-muted empty:hidden">
          {labels.slice(0, LABELS_SHOWN).map(([key, value]) => (
            <span key={key} className="truncate">
              {key}=<span className="text-ink">{value}</span>
            </span>
          ))}
          {labels.length > LABELS_SHOWN ? <span>+{labels.length - LABELS_SHOWN}</span> : null}
          {labels.length === 0 ? device.description : null}
        </span>
      </Td>
      <Td>
        <StatusMark status={status} disabled={device.status === "disabled"} />
      </Td>
      {COLUMNS.filter((column) => columns.includes(column)).map((column) => (
        <Td key={column} className={classes("truncate text-xs text-muted", COLUMN_CLASSES[column])}>
          <Cell column={column} device={device} status={status} />
        </Td>
      ))}
    </Tr>
  );
}

interface CellProps {
  readonly column: Column;
  readonly device: DeviceView;
  readonly status: DeviceStatus | undefined;
}

function Cell({ column, device, status }: CellProps) {
  switch (column) {
    case "connection":
      return status?.online && status.transport !== undefined && status.protocolVersion !== undefined
        ? `${TRANSPORT_NAMES[status.transport]} · ${PROTOCOL_NAMES[status.protocolVersion]}`
        : "–";
    case "address":
      return <span className="font-mono">{status?.online ? status.address : "–"}</span>;
    case "clientId":
      return <span className="font-mono">{status?.online ? status.clientId : "–"}</span>;
    case "roles":
      return (
        <span className="flex gap-1 overflow-hidden">
          {device.roles.map((role) => (
            <Badge key={role}>{role}</Badge>
          ))}
        </span>
      );
    case "created":
      return <TimeAgo at={device.createdAt} />;
  }
}
