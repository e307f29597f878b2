import type { UsageNow } from "#core/usage.ts";
import { type Actor, hasPermission } from "../_services/actor.ts";
import { askUsage } from "../_services/broker-control.ts";

/** How often the numbers of a page that is looked at move on. */
const ASK_EVERY_MS = 1_000;

interface Followed {
  readonly listeners: Set<(usage: string) => void>;
  timer: NodeJS.Timeout | undefined;
}

/** By tenant: however many look, the broker is asked once; while nobody looks, never. */
const followed = new Map<string, Followed>();

/**
 * Tells what the tenant uses at this moment, every second; `null` while the broker cannot be asked.
 * @returns what ends that
 */
export function followUsage(actor: Actor, send: (usage: string) => void, ask: Ask = askUsage): () => void {
  if (!hasPermission(actor, "usage.read")) return () => {};
  const { tenantId } = actor;
  const group: Followed = followed.get(tenantId) ?? { listeners: new Set(), timer: undefined };
  followed.set(tenantId, group);
  group.listeners.add(send);
  const look = async () => {
    const usage = JSON.stringify(await ask(tenantId));
    for (const listener of group.listeners) listener(usage);
    if (group.listeners.size > 0) group.timer = setTimeout(look, ASK_EVERY_MS);
  };
  if (group.listeners.size === 1) void look();
  return () => {
    group.listeners.delete(send);
    if (group.listeners.size > 0) return;
    clearTimeout(group.timer);
    followed.delete(tenantId);
  };
}

type Ask = (tenantId: string) => Promise<UsageNow | null>;
