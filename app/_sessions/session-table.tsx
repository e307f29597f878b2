import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { PROTOCOL_NAMES, TRANSPORT_NAMES } from "../_live/transport-names.ts";
import type { SessionView } from "../_services/sessions/session.ts";
import { bytesFormat } from "../_ui/bytes.ts";
import { Table, Td, Th, Tr } from "../_ui/table.tsx";
import { SessionEndTime } from "./session-end-time.tsx";
import { SessionState } from "./session-state.tsx";

interface SessionTableProps {
  readonly tenantSlug: string;
  readonly sessions: readonly SessionView[];
  /** False where the page is the device's own. */
  readonly withDevice?: boolean;
}

export async function SessionTable({ tenantSlug, sessions, withDevice = true }: SessionTableProps) {
  const [t, format] = await Promise.all([getTranslations("sessions"), getFormatter()]);
  const bytes = (count: number) => {
    const { value, options } = bytesFormat(count);
    return format.number(value, options);
  };
  return (
    <Table>
      <thead>
        <tr>
          <Th>{t("columns.client")}</Th>
          {withDevice ? <Th className="hidden sm:table-cell">{t("columns.device")}</Th> : null}
          <Th>{t("columns.state")}</Th>
          <Th className="hidden md:table-cell">{t("columns.expiry")}</Th>
          <Th className="hidden text-right lg:table-cell">{t("columns.subscriptions")}</Th>
          <Th className="text-right">{t("columns.queued")}</Th>
          <Th className="hidden text-right lg:table-cell">{t("columns.inflight")}</Th>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <Tr key={session.id}>
            <Td className="min-w-32 py-1.5">
              <Link
                href={`/${tenantSlug}/sessions/${session.id}`}
                className="font-mono text-xs font-medium break-all hover:underline"
              >
                {session.clientId}
              </Link>
              <span className="block text-xs text-muted">
                {PROTOCOL_NAMES[session.protocolVersion]} · {TRANSPORT_NAMES[session.transport]}
              </span>
            </Td>
            {withDevice ? (
              <Td className="hidden sm:table-cell">
                {session.deviceId === null ? (
                  <span className="text-muted">{session.deviceName === "" ? t("nobody") : session.deviceName}</span>
                ) : (
                  <Link href={`/${tenantSlug}/devices/${session.deviceId}`} className="break-all hover:underline">
                    {session.deviceName}
                  </Link>
                )}
              </Td>
            ) : null}
            <Td>
              <SessionState session={session} />
            </Td>
            <Td className="hidden whitespace-nowrap text-muted md:table-cell">
              <SessionEndTime session={session} />
            </Td>
            <Td className="hidden text-right tabular-nums lg:table-cell">{format.number(session.subscriptions)}</Td>
            <Td className="text-right whitespace-nowrap tabular-nums">
              {format.number(session.queued)}
              {session.queued === 0 ? null : (
                <span className="block text-xs text-muted">{bytes(session.queuedBytes)}</span>
              )}
            </Td>
            <Td className="hidden text-right tabular-nums lg:table-cell">{format.number(session.inflight)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
