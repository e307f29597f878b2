import { METERED_LIMITS } from "#core/limit-effects.ts";
import type { LimitName } from "#core/limit-overrides.ts";
import type { UserActor } from "../_services/actor.ts";
import { hasPermission } from "../_services/actor.ts";
import { listEventsInput } from "../_services/events/event.ts";
import { listEvents } from "../_services/events/list-events.ts";
import type { LimitsView } from "../_services/limits/limit.ts";
import { getUsage } from "../_services/usage/get-usage.ts";
import { NEARLY_FULL } from "../_usage/quota-bar.tsx";

/** Something an owner should look at, and where. */
export type Attention =
  | { readonly kind: "nearLimit"; readonly limit: LimitName; readonly percent: number; readonly href: string }
  | { readonly kind: "refused" | "denied" | "dropped"; readonly count: number; readonly href: string }
  | {
      readonly kind: "flapping";
      readonly clientId: string;
      readonly device: string;
      readonly sameClientId: boolean;
      readonly href: string;
    };

const DAY_MS = 24 * 60 * 60 * 1_000;
const FLAPPING_MAX = 3;

/** What of the last 24 hours needs attention, the most urgent first. */
export async function findAttention(
  actor: UserActor,
  { limits }: Pick<LimitsView, "limits">,
  nowMs: number = Date.now(),
): Promise<readonly Attention[]> {
  const from = new Date(Math.floor((nowMs - DAY_MS) / 3_600_000) * 3_600_000);
  const since = new Date(nowMs - DAY_MS).toISOString();
  const [usage, flapping] = await Promise.all([
    getUsage(actor, { from, to: new Date(nowMs), bucket: "hour" }),
    hasPermission(actor, "events.read")
      ? listEvents(actor, listEventsInput.parse({ type: "flapping", since, limit: FLAPPING_MAX }))
      : undefined,
  ]);
  const events = `/${actor.tenantSlug}/events`;
  const sum = (pick: (point: (typeof usage.data)[number]) => number) =>
    usage.data.reduce((total, point) => total + pick(point), 0);
  const counted = [
    { kind: "refused", count: sum(({ counts }) => counts.connectsRefused), href: `${events}?show=connectRefused` },
    {
      kind: "denied",
      count: sum(({ counts }) => counts.publishesDenied + counts.subscribesDenied),
      href: `${events}?show=refusals`,
    },
    {
      kind: "dropped",
      count: sum(({ dropped }) => Object.values(dropped).reduce((total, count) => total + count, 0)),
      href: `${events}?show=drops`,
    },
  ] as const;
  return [
    ...nearLimits(limits, `/${actor.tenantSlug}/settings`),
    ...(flapping?.data ?? []).map(({ clientId, deviceName, reason }) => ({
      kind: "flapping" as const,
      clientId,
      device: deviceName,
      sameClientId: reason === "sameClientId",
      href: `${events}?show=flapping`,
    })),
    ...counted.filter(({ count }) => count > 0),
  ];
}

function nearLimits(limits: LimitsView["limits"], href: string): Attention[] {
  return limits.flatMap(({ name, limit, peak24h }) => {
    const share = limit === 0 || peak24h === null ? 0 : peak24h / limit;
    if (METERED_LIMITS[name as LimitName] === undefined || share < NEARLY_FULL) return [];
    return [{ kind: "nearLimit" as const, limit: name as LimitName, percent: Math.round(share * 100), href }];
  });
}
