import { SearchX } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { DeviceView } from "../_services/devices/device.ts";
import type { StandingView } from "../_services/traces/trace.ts";
import { ClockTime } from "../_ui/clock-time.tsx";
import type { TraceSearch } from "./trace-search.ts";

interface NothingSeenProps {
  readonly tenantSlug: string;
  readonly search: TraceSearch;
  readonly from: DeviceView | null;
  readonly standing: StandingView;
}

/** No message fits: what may have become of it, the likeliest first, and what to do about each. */
export function NothingSeen({ tenantSlug, search, from, standing }: NothingSeenProps) {
  const t = useTranslations("traces.nothing");
  const link = (href: string) => (parts: ReactNode) => (
    <Link href={href} className="font-medium text-ink underline underline-offset-2">
      {parts}
    </Link>
  );
  const reasons: ReactNode[] = [];
  if (from !== null) {
    const seen = from.connection?.status === "online" ? "online" : from.lastSeenAt === null ? "never" : "away";
    reasons.push(t.rich(seen, { name: from.name, link: link(`/${tenantSlug}/devices/${from.id}`) }));
  }
  reasons.push(
    t.rich("refused", {
      link: link(
        `/${tenantSlug}/events?show=connectRefused${from === null ? "" : `&device=${encodeURIComponent(from.id)}`}`,
      ),
    }),
  );
  if (search.topic !== undefined) reasons.push(t("otherTopic"));
  if (standing.oneIn > 1) reasons.push(t("sampled", { oneIn: standing.oneIn }));
  reasons.push(
    standing.oldestAt === null
      ? t("none")
      : t.rich("movedOn", { time: () => <ClockTime at={standing.oldestAt ?? ""} /> }),
  );
  reasons.push(t("again"));

  return (
    <section
      aria-label={t("title")}
      className="flex flex-col gap-4 rounded-lg border border-dashed border-line-control/60 px-4 py-8 sm:px-8"
    >
      <div className="flex items-center gap-3">
        <span className="grid size-10 shrink-0 place-items-center rounded-full bg-accent-soft text-accent-text">
          <SearchX aria-hidden className="size-5" />
        </span>
        <div>
          <h2 className="text-lg font-semibold">{t("title")}</h2>
          <p className="text-sm text-muted">{t("lead")}</p>
        </div>
      </div>
      <ul className="flex list-disc flex-col gap-2 pl-5 text-sm text-muted marker:text-faint">
        {reasons.map((reason, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they never move
          <li key={index}>{reason}</li>
        ))}
      </ul>
    </section>
  );
}
