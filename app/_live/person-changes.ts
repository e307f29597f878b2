import { CHANGE_CHANNEL, type ChangeNotice } from "#core/control.ts";
import { services } from "../_services/database.ts";
import { describeError } from "../_services/describe-error.ts";

type Listener = () => void;

interface Ear {
  readonly listeners: Map<string, Set<Listener>>;
  listening: boolean;
}

// On globalThis: each bundle that asks would otherwise hold a connection to Postgres of its own.
const shelf = globalThis as typeof globalThis & { hatoPersonChanges?: Ear };

/**
 * Calls back when this person was signed out somewhere, or their membership of some tenant changed, or this API key
 * ended: what is open for them asks again then. A hint, as every notice; whoever needs to be sure asks from time to time as well.
 * @returns ends it
 */
export function onPersonChange(userId: string, listener: Listener): () => void {
  shelf.hatoPersonChanges ??= { listeners: new Map(), listening: false };
  const ear = shelf.hatoPersonChanges;
  const listeners = ear.listeners.get(userId) ?? new Set();
  ear.listeners.set(userId, listeners.add(listener));
  if (!ear.listening) void listen(ear);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && ear.listeners.get(userId) === listeners) ear.listeners.delete(userId);
  };
}

async function listen(ear: Ear): Promise<void> {
  ear.listening = true;
  const callAll = () => {
    for (const listeners of ear.listeners.values()) for (const listener of listeners) listener();
  };
  try {
    await services().database.sql.listen(
      CHANGE_CHANNEL,
      (payload) => {
        const userId = personOf(payload);
        if (userId !== undefined) for (const listener of ear.listeners.get(userId) ?? []) listener();
      },
      // Now and after every reconnect: what was told meanwhile was missed.
      callAll,
    );
  } catch (error) {
    ear.listening = false;
    console.error(`Could not listen for changes: ${describeError(error)}`);
  }
}

function personOf(payload: string): string | undefined {
  try {
    const notice = JSON.parse(payload) as ChangeNotice;
    return notice.kind === "member" || notice.kind === "apiKey" ? notice.id : undefined;
  } catch {
    return undefined;
  }
}
