import { newId } from "#core/ids.ts";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import { createTenant } from "#db/queries/tenants.ts";
import type { Tenant } from "#db/schema/index.ts";
import { formatScramVerifier, makeScramVerifier, scramSalt } from "#db/scram.ts";
import { deriveKeys, hashSecret, type Keys, newSecret } from "#db/secrets.ts";
import { mirrorBans } from "#server/bans-mirror.ts";
import { Broker } from "#server/broker.ts";
import { Changes } from "#server/changes.ts";
import { EventLog } from "#server/event-log.ts";
import { flappingBans } from "#server/flapping-ban.ts";
import { identityFromPostgres } from "#server/identity/identify.ts";
import { scramFromPostgres } from "#server/identity/scram.ts";
import { tokenKeysOf } from "#server/identity/token/token-keys.ts";
import { LastSeen } from "#server/last-seen.ts";
import { silentLog } from "#server/log.ts";
import { mirrorSettings } from "#server/settings-mirror.ts";
import { listenTcp } from "#server/transport/tcp.ts";
import { type ConnectOptions, TestClient } from "#test/broker/client.ts";
import type { TestDatabase } from "#test/database.ts";

const testKeys = deriveKeys("a secret of these tests, and of no other");

export { testKeys as keys };

/** A device as a test needs it. */
export interface TestDevice {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  readonly credentialId: string;
}

/** A broker on a free port that asks this database who connects and hears of its changes, with a tenant of its own. */
export async function startLiveBroker(db: TestDatabase, slug = "acme", keys: Keys = testKeys) {
  const tokenKeys = tokenKeysOf({ seal: keys.seal, privateNetworks: ["127.0.0.1"] });
  const lastSeen = new LastSeen(db.sql, silentLog);
  const eventLog = new EventLog(db.sql, silentLog);
  const options = {
    sql: db.sql,
    keys,
    publicHost: "localhost",
    anonymousTenant: "acme",
    log: silentLog,
    onAdmitted: lastSeen.onAdmitted,
    tokenKeys,
  };
  const broker = new Broker({
    limits: DEFAULT_LIMITS,
    authenticate: (request) => guarded(request),
    beginExchange: scramFromPostgres(options, (ask) => changes.guard(ask)),
    version: "test",
    eventLog,
    onDisconnected: lastSeen.onDisconnected,
    onFlapping: flappingBans(db, silentLog),
  });
  const settings = await mirrorSettings(db, broker, silentLog);
  const bans = await mirrorBans(db, broker, silentLog);
  const changes = new Changes(db, broker, silentLog, { settings, ban: bans });
  const guarded = changes.guard(identityFromPostgres(options));
  await changes.listen();
  const { port } = await listenTcp(broker, { host: "127.0.0.1", port: 0 });
  const tenant: Tenant = await db.transaction((orm) => createTenant(orm, { slug, name: "Acme" }));

  return {
    broker,
    tokenKeys,
    tenant,
    port,
    lastSeen,
    eventLog,
    async close(): Promise<void> {
      await broker.drain();
      await changes.close();
      await settings.close();
      await bans.close();
      await lastSeen.close();
      await eventLog.close();
    },
    /** Under the role `whole-tenant`, unless told otherwise. */
    async addDevice(name: string, role = "whole-tenant"): Promise<TestDevice> {
      const id = newId("device");
      await db.sql`insert into devices (tenant_id, id, name) values (${tenant.id}, ${id}, ${name})`;
      await db.sql`insert into device_roles (tenant_id, device_id, role_id, position)
        select tenant_id, ${id}, id, 1 from roles where tenant_id = ${tenant.id} and name = ${role}`;
      return { id, name, ...(await this.addCredential(id, name)) };
    },
    async addCredential(deviceId: string, name: string): Promise<{ credentialId: string; secret: string }> {
      const [credentialId, secret] = [newId("credential"), newSecret()];
      const verifier = formatScramVerifier(await makeScramVerifier(secret, scramSalt(keys.scramSalt, tenant.id, name)));
      await db.sql`insert into device_credentials
          (tenant_id, id, device_id, secret_hash, scram_verifier, secret_prefix)
        values (${tenant.id}, ${credentialId}, ${deviceId}, ${hashSecret(keys.deviceSecret, secret)}, ${verifier}, 'x')`;
      return { credentialId, secret };
    },
    async connect(device: Pick<TestDevice, "name" | "secret">, options: ConnectOptions = {}) {
      const client = new TestClient(port);
      client.sendConnect({
        username: `${slug}/${device.name}`,
        password: device.secret,
        clientId: device.name,
        ...options,
      });
      return Object.assign(client, { connack: await client.any() });
    },
  };
}

export type LiveBroker = Awaited<ReturnType<typeof startLiveBroker>>;
