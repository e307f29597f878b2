import { CHANGE_CHANNEL, type ChangeNotice } from "#core/control.ts";
import { isId } from "#core/ids.ts";
import { ADMINISTRATIVE_ACTION } from "#core/mqtt/reason-codes.ts";
import type { Database } from "#db/client.ts";
import { findAnonymousIdentity, type IdentityDevice, listIdentityDevices } from "#db/queries/identities.ts";
import { findTenant } from "#db/queries/tenants.ts";
import { readSignInTerms } from "#db/queries/token-issuers.ts";
import type { Broker } from "./broker.ts";
import type { Connection } from "./connection.ts";
import { bringPeopleTo } from "./console-people.ts";
import { endWithCredential } from "./credential-end.ts";
import { ANONYMOUS_PRINCIPAL, type AuthResult } from "./identity.ts";
import type { Log } from "./log.ts";
import type { Mirror } from "./mirror.ts";
import { Rights } from "./rights.ts";
import { applySignInTerms } from "./sign-in-terms.ts";
import type { Tenant } from "./tenant.ts";

/** Devices asked for in one statement. */
const BATCH = 500;
/** A CONNECT that changes overtake again and again is let in after this many questions, and looked at once more. */
const QUESTIONS_MAX = 3;
/** Before a failed look is repeated. */
const RETRY_MS = 1_000;

/** What is to be looked at again in one tenant: these devices and people, or everything. */
type Doubt = Set<string> | "everything";

/** What is kept in memory of rows of a kind, told of its notices. */
export type Mirrors = Partial<Record<ChangeNotice["kind"], Pick<Mirror, "doubt">>>;

/**
 * Brings what changes in the database to the connections that are open. A notice says where to look, the tables say
 * what is true; when notices may have been missed, everything is looked at. Notices that come while one look is under
 * way are gathered for the next, so that a thousand changes cost a few statements.
 */
export class Changes {
  readonly #database: Database;
  readonly #broker: Broker;
  readonly #log: Log;
  readonly #mirrors: Mirrors;
  #doubts = new Map<string, Doubt>();
  #looking: Promise<void> | undefined;
  #closed = false;
  #unlisten: (() => Promise<void>) | undefined;
  /** Notices so far. */
  #noticed = 0;

  constructor(database: Database, broker: Broker, log: Log, mirrors: Mirrors = {}) {
    this.#database = database;
    this.#broker = broker;
    this.#log = log;
    this.#mirrors = mirrors;
  }

  async listen(): Promise<void> {
    const listening = await this.#database.sql.listen(
      CHANGE_CHANNEL,
      (payload) => this.#take(payload),
      // Now and after every reconnect: notices are not kept for those who are away.
      () => this.#doubtEverything(),
    );
    this.#unlisten = listening.unlisten;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#unlisten?.().catch(() => {});
    await this.#looking;
  }

  /**
   * A CONNECT may be answered by what was true a moment before a change, and be missed by the look that followed.
   * So whoever was asked for while notices came is asked for again.
   */
  guard<Request, Result extends AuthResult>(
    ask: (request: Request) => Promise<Result>,
  ): (request: Request) => Promise<Result> {
    return async (request) => {
      for (let question = 1; ; question++) {
        const before = this.#noticed;
        const result = await ask(request);
        if (!result.ok || this.#noticed === before) return result;
        if (question === QUESTIONS_MAX) {
          this.#broker.ensureTenant(result.tenantId, result.tenantSlug); // of one it does not know it has no doubts
          const ofOneDevice = result.deviceId !== undefined && result.userSessionId === undefined;
          this.#doubt(result.tenantId, ofOneDevice ? new Set([result.deviceId]) : "everything");
          return result;
        }
      }
    };
  }

  #take(payload: string): void {
    this.#noticed++;
    let notice: ChangeNotice;
    try {
      notice = JSON.parse(payload) as ChangeNotice;
    } catch {
      this.#log("warn", "a change notice could not be read", { payload });
      return;
    }
    const mirror = this.#mirrors[notice.kind];
    if (mirror !== undefined) {
      mirror.doubt(notice.tenantId);
      return;
    }
    const ofOne = notice.kind === "device" || notice.kind === "credential" || notice.kind === "member";
    this.#doubt(notice.tenantId, ofOne ? new Set([notice.id]) : "everything");
  }

  #doubtEverything(): void {
    this.#noticed++;
    for (const mirror of Object.values(this.#mirrors)) mirror.doubt("all");
    for (const tenant of this.#broker.tenants()) this.#doubt(tenant.id, "everything");
  }

  #doubt(tenantId: string, doubt: Doubt): void {
    if (this.#closed || this.#broker.tenant(tenantId) === undefined) return;
    const former = this.#doubts.get(tenantId);
    const whole = former === "everything" || doubt === "everything";
    this.#doubts.set(tenantId, whole ? "everything" : new Set([...(former ?? []), ...doubt]));
    this.#looking ??= this.#lookAll().finally(() => {
      this.#looking = undefined;
    });
  }

  async #lookAll(): Promise<void> {
    while (this.#doubts.size > 0 && !this.#closed) {
      const doubts = this.#doubts;
      this.#doubts = new Map();
      for (const [tenantId, doubt] of doubts) {
        const tenant = this.#broker.tenant(tenantId);
        if (tenant === undefined) continue;
        try {
          await this.#look(tenant, doubt);
        } catch (error) {
          this.#log("warn", "could not look after a change", { tenant: tenant.slug, error: String(error) });
          setTimeout(() => this.#doubt(tenantId, doubt), RETRY_MS).unref();
        }
      }
    }
  }

  async #look(tenant: Tenant, doubt: Doubt): Promise<void> {
    const { orm, sql } = this.#database;
    if (doubt === "everything") {
      if ((await findTenant(orm, tenant.id)) === undefined) {
        this.#broker.removeTenant(tenant.id);
        return;
      }
      applySignInTerms(tenant, await readSignInTerms(sql, tenant.id));
      const anonymous = await findAnonymousIdentity(sql, tenant.slug);
      for (const session of anonymous === undefined ? [] : tenant.sessions.values()) {
        if (session.principalId !== ANONYMOUS_PRINCIPAL) continue;
        session.rights.replaceRules(anonymous?.rules ?? []);
        tenant.cutDeniedSubscriptions(session);
      }
    }
    if (doubt === "everything" || [...doubt].some((id) => isId("user", id))) await bringPeopleTo(tenant, sql);
    const doubted = doubt === "everything" ? tenant.sessions.devices() : doubt;
    const deviceIds = [...doubted].filter((id) => !isId("user", id));
    for (let i = 0; i < deviceIds.length; i += BATCH) {
      const batch = deviceIds.slice(i, i + BATCH);
      const found = new Map((await listIdentityDevices(sql, tenant.id, batch)).map((device) => [device.id, device]));
      for (const deviceId of batch) bringTo(tenant, deviceId, found.get(deviceId));
    }
  }
}

/** Makes the device's sessions what the database says they should be. */
function bringTo(tenant: Tenant, deviceId: string, device: IdentityDevice | undefined): void {
  if (device === undefined) {
    tenant.forgetDevice(deviceId);
    return;
  }
  if (!device.enabled) tenant.disconnectDevice(deviceId, ADMINISTRATIVE_ACTION);
  for (const session of tenant.sessions.ofDevice(deviceId)) {
    const { connection } = session;
    if (connection !== undefined && cameBySecret(connection)) {
      const credential = device.credentials.find(({ id }) => id === connection.admittedBy?.credentialId);
      if (credential === undefined) connection.close(ADMINISTRATIVE_ACTION, "the credential was revoked");
      else endWithCredential(connection, credential.expiresAtMs ?? undefined);
    }
    const { identity, grant } = session.rights;
    session.rights = new Rights(device.rules, { ...identity, labels: device.labels }, grant);
    tenant.cutDeniedSubscriptions(session);
  }
}

function cameBySecret({ admittedBy }: Connection): boolean {
  return admittedBy?.identityKind === "secret" || admittedBy?.identityKind === "scram";
}
