import { getTranslations } from "next-intl/server";
import { type Actor, hasPermission } from "../_services/actor.ts";
import { ApiError } from "../_services/errors.ts";
import { getSession } from "../_services/sessions/get-session.ts";
import { listSessions } from "../_services/sessions/list-sessions.ts";
import { listSessionsInput } from "../_services/sessions/session.ts";
import { BrokerAway, unlessAway } from "./broker-away.tsx";
import { SessionDetail } from "./session-detail.tsx";
import { SessionTable } from "./session-table.tsx";

const SHOWN = 20;

interface DeviceSessionsProps {
  readonly tenantSlug: string;
  readonly actor: Actor;
  readonly deviceId: string;
}

/**
 * The device's sessions: one for each client id that it uses. The only one is shown as a whole. Nothing for those who may
 * not see them.
 */
export async function DeviceSessions({ tenantSlug, actor, deviceId }: DeviceSessionsProps) {
  if (!hasPermission(actor, "sessions.read")) return null;
  const t = await getTranslations("sessions");
  const page = await unlessAway(() => listSessions(actor, listSessionsInput.parse({ deviceId, limit: SHOWN })));
  const [only, ...others] = page?.data ?? [];
  // It may have ended since.
  const session =
    only === undefined || others.length > 0
      ? undefined
      : await unlessAway(() => getSession(actor, only.id)).catch((error: unknown) => {
          if (error instanceof ApiError && error.code === "not_found") return undefined;
          throw error;
        });
  return (
    <section aria-labelledby="sessions" className="flex flex-col gap-3">
      <div>
        <h2 id="sessions" className="text-base font-semibold">
          {t("title")}
        </h2>
        <p className="text-sm text-muted">{t("ofDevice")}</p>
      </div>
      {page === undefined ? (
        <BrokerAway />
      ) : page.data.length === 0 ? (
        <p className="rounded-lg border border-dashed border-line-control/60 px-4 py-6 text-center text-sm text-muted">
          {t("noneOfDevice")}
        </p>
      ) : (
        <SessionTable tenantSlug={tenantSlug} sessions={page.data} withDevice={false} />
      )}
      {session === undefined ? null : <SessionDetail tenantSlug={tenantSlug} actor={actor} session={session} />}
      {page?.nextCursor == null ? null : <p className="text-xs text-muted">{t("firstShown", { count: SHOWN })}</p>}
    </section>
  );
}
