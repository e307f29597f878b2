import {
  CHANGE_LOSSES_MAX,
  type ChangeLoss,
  IMPACT_SECONDS_MAX,
  type Impact,
  type ImpactRequest,
} from "#core/control.ts";
import type { Database } from "#db/client.ts";
import { type IdentityRule, type ImaginedRole, listIdentityDevices } from "#db/queries/identities.ts";
import { ANONYMOUS_ROLE } from "#db/queries/tenants.ts";
import { ANONYMOUS_PRINCIPAL } from "./identity.ts";
import type { Rights } from "./rights.ts";
import type { Session } from "./session.ts";
import { Slices } from "./slices.ts";
import type { Tenant } from "./tenant.ts";

/** Devices asked for in one statement. */
const BATCH = 500;

/**
 * Judges the subscriptions and wills of the tenant's sessions by rules that might come to be, as the broker would if they
 * were: read by the same statement, judged by the same code. In slices, so that traffic does not notice.
 * @param tenant undefined: nobody of it has connected
 */
export async function previewImpact(
  sql: Database["sql"],
  tenant: Tenant | undefined,
  { role, device }: ImpactRequest,
): Promise<Impact> {
  const preview = new Preview();
  if (tenant === undefined) return preview.impact(true);
  const endsAt = performance.now() + IMPACT_SECONDS_MAX * 1000;
  const slices = new Slices();
  if (device !== undefined) {
    for (const session of tenant.sessions.ofDevice(device.id)) {
      preview.judge(session, session.rights.changedTo(device.rules, session.rights.identity.labels));
    }
  }
  if (role === undefined) return preview.impact(true);
  const imagined: ImaginedRole = {
    id: role.id,
    rules: role.rules.map((line, index) => ({ ...line, roleName: role.name, position: index + 1 }) as IdentityRule),
  };
  if (role.name === ANONYMOUS_ROLE) {
    for (const session of [...tenant.sessions.values()]) {
      if (session.principalId !== ANONYMOUS_PRINCIPAL) continue;
      if (slices.over) await slices.next();
      preview.judge(session, session.rights.changedTo(imagined.rules, session.rights.identity.labels));
    }
  }
  const deviceIds = [...tenant.sessions.devices()];
  for (let i = 0; i < deviceIds.length; i += BATCH) {
    if (performance.now() > endsAt) return preview.impact(false);
    for (const found of await listIdentityDevices(sql, tenant.id, deviceIds.slice(i, i + BATCH), imagined)) {
      if (slices.over) await slices.next();
      for (const session of tenant.sessions.ofDevice(found.id)) {
        preview.judge(session, session.rights.changedTo(found.rules, found.labels));
      }
    }
  }
  return preview.impact(true);
}

/** Counts what sessions would lose. */
class Preview {
  #sessions = 0;
  #connections = 0;
  #cut = 0;
  #wills = 0;
  readonly #losses: (ChangeLoss & { online: boolean })[] = [];

  judge(session: Session, rights: Rights): void {
    if (rights === session.rights) return;
    const online = session.connection !== undefined;
    const { will, origin } = session;
    this.#sessions++;
    if (online) this.#connections++;
    if (will !== undefined && !rights.mayPublish(will.topic, will.qos, will.retain)) this.#wills++;
    for (const { name, qos } of session.subscriptions.values()) {
      if (rights.grantedQos(name, qos) === qos) continue;
      this.#cut++;
      if (this.#losses.length >= CHANGE_LOSSES_MAX) continue;
      const { deviceId = null, deviceName, clientId } = origin;
      this.#losses.push({ deviceId, deviceName, clientId, filter: name, online });
    }
  }

  impact(complete: boolean): Impact {
    return {
      sessionsAffected: this.#sessions,
      connectionsAffected: this.#connections,
      subscriptionsCut: this.#cut,
      willsDenied: this.#wills,
      losses: this.#losses,
      complete,
    };
  }
}
