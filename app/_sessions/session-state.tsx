import { getTranslations } from "next-intl/server";
import type { SessionView } from "../_services/sessions/session.ts";
import { classes } from "../_ui/classes.ts";
import { TimeAgo } from "../_ui/time-ago.tsx";

/** Dot, word and since when: never colour alone. */
export async function SessionState({ session }: { readonly session: SessionView }) {
  const t = await getTranslations("sessions.states");
  const online = session.state === "online";
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <span aria-hidden className={classes("size-2 rounded-full", online ? "bg-ok-mark" : "border border-faint")} />
      {t(session.state)}
      {online || session.disconnectedAt === null ? null : (
        <span className="text-xs text-muted">
          <TimeAgo at={session.disconnectedAt} />
        </span>
      )}
    </span>
  );
}
