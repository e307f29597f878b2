import { touchMemberships, touchUserSessions } from "#db/queries/user-sessions.ts";
import type { UserSession } from "#db/schema/index.ts";
import { services } from "../database.ts";
import { describeError } from "../describe-error.ts";

/** A page makes several requests; one line a minute is enough for "last seen" and for the idle time. */
const NOTE_AFTER_MS = 60_000;
const FLUSH_AFTER_MS = 2_000;

const people = new Map<string, { id: string; at: Date; address: string | undefined }>();
const members = new Map<string, { tenantId: string; userId: string; at: Date }>();
/** When a member was noted last, so that the next minute's requests need not. */
const notedMembers = new Map<string, number>();
const NOTED_MAX = 10_000;
let timer: NodeJS.Timeout | undefined;

/** Notes that somebody was here under this sign-in. Both maps are bounded by what two seconds of requests can name. */
export function noteSeen(session: UserSession, address: string | undefined, at: Date = new Date()): void {
  if (at.getTime() - session.lastSeenAt.getTime() < NOTE_AFTER_MS && session.address === (address ?? null)) return;
  people.set(session.id, { id: session.id, at, address });
  arm();
}

/** Notes that a member was active in a tenant. */
export function noteActive(tenantId: string, userId: string, at: Date = new Date()): void {
  const key = `${tenantId} ${userId}`;
  const before = notedMembers.get(key);
  if (before !== undefined && at.getTime() - before < NOTE_AFTER_MS) return;
  if (notedMembers.size >= NOTED_MAX) notedMembers.clear();
  notedMembers.set(key, at.getTime());
  members.set(key, { tenantId, userId, at });
  arm();
}

/** Writes down what was noted. A failure costs a time in a list, so it is told and not repeated. */
export async function flushSeen(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const [seen, active] = [[...people.values()], [...members.values()]];
  people.clear();
  members.clear();
  try {
    const { orm } = services().database;
    await touchUserSessions(orm, seen);
    await touchMemberships(orm, active);
  } catch (error) {
    console.error(`Could not write when people were last seen: ${describeError(error)}`);
  }
}

function arm(): void {
  timer ??= setTimeout(() => void flushSeen(), FLUSH_AFTER_MS).unref();
}
