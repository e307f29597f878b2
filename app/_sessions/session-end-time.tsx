import { getTranslations } from "next-intl/server";
import type { SessionView } from "../_services/sessions/session.ts";
import { TimeLeft } from "../_ui/time-left.tsx";

/** The Session Expiry Interval that means never [MQTT-3.1.2-23]. */
const NEVER_SECONDS = 0xff_ff_ff_ff;

/** When the session ends: counted down while its client is away, else how long it would stay. */
export async function SessionEndTime({ session }: { readonly session: SessionView }) {
  const t = await getTranslations("sessions.expiry");
  if (session.expiresAt !== null) return <TimeLeft until={session.expiresAt} />;
  if (!session.persistent || session.sessionExpiryIntervalSeconds === 0) return t("withConnection");
  if (session.sessionExpiryIntervalSeconds >= NEVER_SECONDS) return t("never");
  return t("after", durationOf(session.sessionExpiryIntervalSeconds));
}

function durationOf(seconds: number): { unit: string; count: number } {
  if (seconds < 120) return { unit: "second", count: seconds };
  if (seconds < 2 * 3_600) return { unit: "minute", count: Math.round(seconds / 60) };
  if (seconds < 2 * 86_400) return { unit: "hour", count: Math.round(seconds / 3_600) };
  return { unit: "day", count: Math.round(seconds / 86_400) };
}
