import { CHANGE_CHANNEL, type ChangeNotice } from "#core/control.ts";
import { services } from "../_services/database.ts";
import { describeError } from "../_services/describe-error.ts";

type Listener = () => void;

interface Ear {
  readonly listeners: Map<string, Set<Listener>>;
  listening: boolean;
}

// On globalThis: each bundle that asks would otherwise listen for itself.
const shelf = globalThis as typeof globalThis & { hatoTenantChanges?: Ear };

/** What decides on access. */
const KINDS: ReadonlySet<ChangeNotice["kind"]> = new Set(["role", "group", "device"]);

/**
 * Calls back when a role, a group or a device of the tenant changed: what was worked out from them is worked out again. A
 * hint, as every notice.
 * @returns ends it
 */
export function onTenantChange(tenantId: string, listener: Listener): () => void {
  shelf.hatoTenantChanges ??= { listeners: new Map(), listening: false };
  const ear = shelf.hatoTenantChanges;
  const listeners = ear.listeners.get(tenantId) ?? new Set();
  ear.listeners.set(tenantId, listeners.add(listener));
  if (!ear.listening) void listen(ear);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && ear.listeners.get(tenantId) === listeners) ear.listeners.delete(tenantId);
  };
}

async function listen(ear: Ear): Promise<void> {
  ear.listening = true;
  try {
    await services().database.sql.listen(CHANGE_CHANNEL, (payload) => {
      const tenantId = tenantOf(payload);
      if (tenantId !== undefined) for (const listener of ear.listeners.get(tenantId) ?? []) listener();
    });
  } catch (error) {
    ear.listening = false;
    console.error(`Could not listen for changes: ${describeError(error)}`);
  }
}

function tenantOf(payload: string): string | undefined {
  try {
    const notice = JSON.parse(payload) as ChangeNotice;
    return KINDS.has(notice.kind) ? notice.tenantId : undefined;
  } catch {
    return undefined;
  }
}
