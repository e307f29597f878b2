import type { LimitUse } from "#core/control.ts";
import type { LimitName } from "#core/limit-overrides.ts";
import { SESSION_TAKEN_OVER, SUCCESS } from "#core/mqtt/reason-codes.ts";
import { type DeviceOverrides, DeviceSessions, deviceLimits } from "./device-sessions.ts";
import type { EventOrigin } from "./events.ts";
import { offerShared } from "./offer-shared.ts";
import { lowerQos } from "./qos.ts";
import type { SharedRates } from "./rates.ts";
import type { Rights } from "./rights.ts";
import { Session } from "./session.ts";
import type { ShareGroup } from "./share-group.ts";
import { abandon, settle } from "./store/session-rows.ts";
import type { Tenant } from "./tenant.ts";
import { Timer } from "./timer-wheel.ts";
import { cancelWill, publishWill, releaseWill } from "./will.ts";

/** Whose session is asked for, and on which terms. */
export interface SessionRequest {
  readonly principalId: string;
  readonly clientId: string;
  readonly cleanStart: boolean;
  readonly expirySeconds: number;
  readonly rights: Rights;
  readonly origin: EventOrigin;
  readonly deviceLimits?: DeviceOverrides | undefined;
}

/**
 * The sessions of one tenant, keyed by principal and client id: a client id is free per device, and a device that
 * takes another's client id gets a session of its own, not the other's [MQTT-3.1.3-2].
 */
export class Sessions {
  /** Connected ones. */
  online = 0;
  #made = 0;
  readonly #tenant: Tenant;
  readonly #byKey = new Map<string, Session>();
  readonly #byDevice = new Map<string, DeviceSessions>();

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
  }

  get size(): number {
    return this.#byKey.size;
  }

  nextNumber(): number {
    return ++this.#made;
  }

  find(key: string): Session | undefined {
    return this.#byKey.get(key);
  }

  /** Takes in a session that Postgres kept. */
  restore(session: Session): void {
    this.#byKey.set(session.key, session);
    this.#index(session);
  }

  /** Has the session end this long after its client left, were it not to come back. */
  expireAfter(session: Session, seconds: number): void {
    session.expiryTimer ??= new Timer<Session>(session, expire);
    this.#tenant.broker.wheel.schedule(session.expiryTimer, seconds);
  }

  values(): Iterable<Session> {
    return this.#byKey.values();
  }

  /** Devices that have sessions. */
  devices(): Iterable<string> {
    return this.#byDevice.keys();
  }

  ofDevice(deviceId: string): readonly Session[] {
    return [...(this.#byDevice.get(deviceId)?.all ?? [])];
  }

  device(deviceId: string): DeviceSessions | undefined {
    return this.#byDevice.get(deviceId);
  }

  /** What the session shares with the others of its device; a person in the browser shares with nobody. */
  ratesOf({ principalId }: Session): SharedRates | undefined {
    return this.#byDevice.get(principalId)?.rates;
  }

  /** The tenant's limits have changed. */
  limitDevices(): void {
    for (const device of this.#byDevice.values()) device.limit(this.#tenant.limits);
  }

  /** The limit that one more connection of this principal and client id would go beyond. */
  limitReached(principalId: string, clientId: string, overrides: DeviceOverrides | undefined): LimitUse | undefined {
    const limits = deviceLimits(this.#tenant.limits, overrides);
    const device = this.#byDevice.get(principalId);
    const existing = this.#byKey.get(sessionKey(principalId, clientId));
    const full = (limit: LimitName, used: number) =>
      used < limits[limit] ? undefined : { limit, used, max: limits[limit] };
    return (
      (existing === undefined ? full("sessionsPerTenantMax", this.#byKey.size) : undefined) ??
      (existing === undefined ? full("sessionsPerDeviceMax", device?.all.size ?? 0) : undefined) ??
      (existing?.connection === undefined ? full("connectionsPerTenantMax", this.online) : undefined) ??
      (existing?.connection === undefined ? full("connectionsPerDeviceMax", device?.online ?? 0) : undefined)
    );
  }

  /**
   * Finds a connection its session: the one that waits for this client, or a new one. A connection that still has it
   * is told that it was taken over [MQTT-3.1.4-2] [MQTT-3.1.4-3].
   * @returns whether the session was there before
   */
  open(request: SessionRequest): { session: Session; present: boolean } {
    const key = sessionKey(request.principalId, request.clientId);
    const former = this.#byKey.get(key);
    former?.connection?.close(SESSION_TAKEN_OVER, "another connection uses this client id");
    if (former !== undefined && request.cleanStart) this.end(former); // [MQTT-3.1.2-4] [MQTT-3.1.2-6]
    const kept = this.#byKey.get(key); // [MQTT-3.1.2-5]
    const { principalId, clientId, rights, origin } = request;
    const { journal } = this.#tenant.broker;
    const storeId = journal === undefined || request.expirySeconds === 0 ? 0 : journal.nextNumber();
    const session = kept ?? new Session(this.#tenant, key, principalId, clientId, rights, origin, storeId);
    if (kept === undefined) this.#byKey.set(key, session);
    else this.#resume(kept, request);
    session.expirySeconds = request.expirySeconds;
    session.watched = this.#tenant.events.watches(origin.deviceId);
    this.#index(session);
    const device = this.#byDevice.get(principalId);
    device?.limit(this.#tenant.limits, request.deviceLimits);
    if (device !== undefined) device.online++;
    this.online++;
    return { session, present: kept !== undefined };
  }

  /** The connection is over; the session goes with it or waits [MQTT-3.1.2-23] [MQTT-4.1.0-1] [MQTT-4.1.0-2]. */
  leave(session: Session, reasonCode: number, detail?: string): void {
    session.connection = undefined;
    session.disconnectedAtMs = session.tenant.broker.clock.now();
    this.online--;
    const device = this.#byDevice.get(session.principalId);
    if (device !== undefined) device.online--;
    const { tenant } = session;
    tenant.events.emit(session.origin, { type: "disconnected", reasonCode, detail });
    for (const tally of tenant.tallies ?? []) tally.connectionEnded(session);
    tenant.broker.onDisconnected?.(session);
    this.reassign(session);
    if (reasonCode === SUCCESS)
      cancelWill(session); // [MQTT-3.14.4-3]
    else releaseWill(session);
    if (session.expirySeconds === 0) {
      this.end(session);
      return;
    }
    settle(session);
    session.journal?.session(session);
    this.expireAfter(session, session.expirySeconds);
  }

  /** Ends the session and all that belongs to it. Its will goes out, if it still waits. */
  end(session: Session): void {
    if (this.#byKey.get(session.key) !== session) return;
    this.#byKey.delete(session.key);
    this.#unindex(session);
    if (session.expiryTimer !== undefined) session.tenant.broker.wheel.cancel(session.expiryTimer);
    for (const subscription of session.subscriptions.values()) session.tenant.receivers.remove(subscription);
    this.reassign(session);
    session.clearSubscriptions();
    publishWill(session);
    abandon(session);
  }

  #resume(session: Session, { rights, origin }: SessionRequest): void {
    const { wheel } = session.tenant.broker;
    if (session.expiryTimer !== undefined) wheel.cancel(session.expiryTimer);
    cancelWill(session); // [MQTT-3.1.3-9]
    this.#unindex(session);
    session.origin = origin;
    session.rights = rights;
    session.tenant.cutDeniedSubscriptions(session);
  }

  /**
   * What a dead member of a shared subscription did not acknowledge goes to another: online, or else, when its session
   * is over, to any.
   * @param cut the group that the session is no member of any more; undefined: of all its groups
   */
  reassign(session: Session, cut?: ShareGroup): void {
    if (!session.hasShared) return;
    const ended = this.#byKey.get(session.key) !== session;
    offerShared(session, ({ message, group, retain }) => {
      if (cut !== undefined && group !== cut) return false;
      const member = ended || cut !== undefined ? group?.choose(1) : group?.chooseOnline();
      if (member === undefined) return false;
      // What was promised to be stored stays stored.
      if (session.journal !== undefined && member.session.journal === undefined) return false;
      message.elidable = false;
      const qos = lowerQos(message.qos, member.qos);
      message.trace?.handedOn(session, member, qos);
      return member.session.deliver(message, qos, retain, member.identifiers, group);
    });
  }

  #index(session: Session): void {
    const { deviceId } = session.origin;
    if (deviceId === undefined) return;
    let device = this.#byDevice.get(deviceId);
    if (device === undefined) {
      device = new DeviceSessions(this.#tenant.limits);
      this.#byDevice.set(deviceId, device);
    }
    device.all.add(session);
  }

  #unindex(session: Session): void {
    const { deviceId } = session.origin;
    if (deviceId === undefined) return;
    const device = this.#byDevice.get(deviceId);
    device?.all.delete(session);
    if (device?.all.size === 0) this.#byDevice.delete(deviceId);
  }
}

export function sessionKey(principalId: string, clientId: string): string {
  // Neither holds U+0000, so no two pairs share a key.
  return `${principalId}\0${clientId}`;
}

function expire(session: Session): void {
  session.tenant.sessions.end(session);
}
