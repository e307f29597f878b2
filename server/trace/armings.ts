import { newId } from "#core/ids.ts";
import { filterMatches } from "#core/topic.ts";
import { ARMING_MESSAGES_MAX, ARMING_MINUTES, ARMINGS_MAX, type Arming, type ArmRequest } from "#core/trace.ts";
import type { Message } from "../message.ts";
import type { Receivers } from "../receivers.ts";
import type { Session } from "../session.ts";

type Armed = { -readonly [Key in keyof Arming]: Arming[Key] } & { readonly untilMs: number };

/** Devices and topics of which every message is kept for a while: a few at a time, each for so long and so many. */
export class Armings {
  readonly #armed: Armed[] = [];

  get size(): number {
    return this.#armed.length;
  }

  /** Undefined when there are too many. */
  arm({ deviceId, topic, by }: Omit<ArmRequest, "tenantId">, nowMs: number): Arming | undefined {
    if (this.#armed.length >= ARMINGS_MAX) return undefined;
    const untilMs = nowMs + ARMING_MINUTES * 60_000;
    const armed: Armed = {
      id: newId("arming", nowMs),
      deviceId: deviceId ?? null,
      topic: topic ?? null,
      by,
      armedAt: new Date(nowMs).toISOString(),
      until: new Date(untilMs).toISOString(),
      untilMs,
      kept: 0,
      max: ARMING_MESSAGES_MAX,
    };
    this.#armed.push(armed);
    return present(armed);
  }

  /** Null when it has ended already. */
  disarm(id: string): Arming | null {
    const index = this.#armed.findIndex((armed) => armed.id === id);
    const [armed] = index === -1 ? [] : this.#armed.splice(index, 1);
    return armed === undefined ? null : present(armed);
  }

  list(): Arming[] {
    return this.#armed.map(present);
  }

  /** True when the message is of an armed topic, or of an armed device: sent by it, or for it. Counts it. */
  take({ topic }: Message, publisher: Session | undefined, receivers: Receivers): boolean {
    const armed = this.#armed.find(
      ({ deviceId, topic: filter }) =>
        (filter !== null && filterMatches(filter, topic)) ||
        (deviceId !== null && (publisher?.origin.deviceId === deviceId || isFor(deviceId, topic, receivers))),
    );
    if (armed === undefined) return false;
    armed.kept++;
    if (armed.kept >= armed.max) this.disarm(armed.id);
    return true;
  }

  /** Ends what has had its time. */
  endDue(nowMs: number): void {
    for (const { id, untilMs } of [...this.#armed]) if (untilMs <= nowMs) this.disarm(id);
  }
}

/** Costs what routing the message costs, and that only while a device is armed. */
function isFor(deviceId: string, topic: string, receivers: Receivers): boolean {
  return receivers
    .of(topic)
    .some(
      ({ session, group }) =>
        session?.origin.deviceId === deviceId ||
        group?.members.some((member) => member.session.origin.deviceId === deviceId),
    );
}

function present({ untilMs: _untilMs, ...arming }: Armed): Arming {
  return arming;
}
