import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { BrokerEvent } from "#core/control.ts";
import { DEFAULT_LISTENER_POLICY, type ListenerPolicy, policyAllows } from "#core/listener-policy.ts";
import { AUTH, CONNACK, DISCONNECT } from "#core/mqtt/packets.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { TestClient } from "#test/broker/client.ts";
import { testDatabase } from "#test/database.ts";
import { ScramClient } from "#test/scram-client.ts";
import { type LiveBroker, startLiveBroker, type TestDevice } from "../live-broker.ts";

const METHOD = "SCRAM-SHA-256";
const db = await testDatabase();
let live: LiveBroker;
let device: TestDevice;

beforeAll(async () => {
  live = await startLiveBroker(db);
  device = await live.addDevice("pump");
});
afterAll(() => live.close());
beforeEach(() => db.sql`delete from listener_policies`);

/** What the tenant's listener for plain MQTT, the one that these tests come by, takes from now on. */
async function setPolicy(mqtt: ListenerPolicy["mqtt"]): Promise<void> {
  const policy = JSON.stringify({ ...DEFAULT_LISTENER_POLICY, mqtt });
  await db.sql`insert into listener_policies (tenant_id, policy) values (${live.tenant.id}, ${policy}::jsonb)
    on conflict (tenant_id) do update set policy = excluded.policy`;
  await notifyChange(db.orm, { tenantId: live.tenant.id, kind: "listenerPolicy", id: live.tenant.id });
}

async function byScram(clientId: string): Promise<{ client: TestClient; reasonCode: number }> {
  const scram = new ScramClient("acme/pump", device.secret);
  const client = new TestClient(live.port);
  const properties = { authenticationMethod: METHOD, authenticationData: scram.first() };
  client.sendConnect({ clientId, username: null, properties });
  const challenge = (await client.next(AUTH)).properties.authenticationData ?? Buffer.alloc(0);
  const answer = { authenticationMethod: METHOD, authenticationData: scram.final(challenge) };
  client.send({ type: AUTH, reasonCode: 0x18, properties: answer });
  return { client, reasonCode: (await client.next(CONNACK)).reasonCode };
}

async function anonymously(clientId: string) {
  const client = new TestClient(live.port);
  client.sendConnect({ clientId, username: null });
  return { client, reasonCode: (await client.next(CONNACK)).reasonCode };
}

describe("a listener's policy", () => {
  it("lets a device in by a secret where secrets are taken, and by SCRAM where that is", async () => {
    await setPolicy(["scram"]);
    expect((await live.connect(device)).connack).toMatchObject({ reasonCode: 0x87 });
    expect((await byScram("scram")).reasonCode).toBe(0);
    await setPolicy(["secret"]);
    expect((await live.connect(device)).connack).toMatchObject({ reasonCode: 0 });
    expect((await byScram("scram")).reasonCode).toBe(0x87);
  });

  it("tells nothing to those who do not hold the secret", async () => {
    await setPolicy([]);
    const wrong = await live.connect({ ...device, secret: "wrong" });
    expect(wrong.connack).toMatchObject({ reasonCode: 0x86 });
    const unknown = await live.connect({ ...device, name: "nobody" });
    expect(unknown.connack).toMatchObject({ reasonCode: 0x86 });
  });

  it("closes a listener to clients without a name", async () => {
    await setPolicy(["secret"]);
    expect((await anonymously("a")).reasonCode).toBe(0x87);
    await setPolicy(["anonymous"]);
    expect((await anonymously("a")).reasonCode).toBe(0);
  });

  it("is told to the tenant's owner as the cause of a refusal", async () => {
    await setPolicy([]);
    await live.connect(device);
    const events: BrokerEvent[] = [];
    live.broker.tenant(live.tenant.id)?.events.subscribe((event) => events.push(event))();
    const refused = { type: "connectRefused", refusal: "listenerNotAllowed", reasonCode: 0x87, deviceId: device.id };
    expect(events).toContainEqual(expect.objectContaining(refused));
  });

  it("ends the connections it no longer allows as soon as it changes, and no others", async () => {
    const [bySecret, scram, nobody] = [await live.connect(device), await byScram("scram"), await anonymously("nobody")];
    await setPolicy(["scram"]);
    expect(await bySecret.next(DISCONNECT)).toMatchObject({ reasonCode: 0x98 });
    expect(await nobody.client.next(DISCONNECT)).toMatchObject({ reasonCode: 0x98 });
    expect(await scram.client.settled()).toEqual([]);
    await setPolicy([]);
    expect(await scram.client.next(DISCONNECT)).toMatchObject({ reasonCode: 0x98 });
  });

  it("binds each listener by itself", () => {
    const policy: ListenerPolicy = { mqtt: [], mqtts: ["certificate"], ws: [], wss: ["secret"] };
    expect(policyAllows(policy, "certificate", "tls")).toBe(true);
    expect(policyAllows(policy, "certificate", "wss")).toBe(false);
    expect(policyAllows(policy, "secret", "wss")).toBe(true);
    expect(policyAllows(policy, "secret", "tcp")).toBe(false);
    expect(policyAllows(null, "secret", "tcp")).toBe(true);
    expect(policyAllows(null, "certificate", "ws")).toBe(false);
  });
});
