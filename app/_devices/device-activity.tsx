import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { EventFeed } from "../_events/event-feed.tsx";
import type { Actor } from "../_services/actor.ts";
import { listEventsInput } from "../_services/events/event.ts";
import { listEvents } from "../_services/events/list-events.ts";

const SHOWN = 50;

interface DeviceActivityProps {
  readonly tenantSlug: string;
  readonly actor: Actor;
  readonly deviceId: string;
}

/** What happened with the device, the newest first: connects, refusals, take-overs, and how each connection ended. */
export async function DeviceActivity({ tenantSlug, actor, deviceId }: DeviceActivityProps) {
  const t = await getTranslations("devices.activity");
  const { data } = await listEvents(actor, listEventsInput.parse({ deviceId, limit: SHOWN }));
  return (
    <section aria-labelledby="activity" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 id="activity" className="text-base font-semibold">
            {t("title")}
          </h2>
          <p className="text-sm text-muted">{t("text")}</p>
        </div>
        <Link
          href={`/${tenantSlug}/events?device=${deviceId}&range=all`}
          className="inline-flex min-h-6 items-center gap-1 rounded-sm text-sm text-accent-text hover:underline"
        >
          {t("all")}
          <ArrowRight aria-hidden className="size-3.5" />
        </Link>
      </div>
      {data.length > 0 ? null : (
        <p className="rounded-lg border border-dashed border-line-control/60 px-4 py-10 text-center text-sm text-muted">
          {t("none")}
        </p>
      )}
      <EventFeed tenantSlug={tenantSlug} listed={data} live={{ deviceId, type: undefined, topic: undefined }} />
    </section>
  );
}
