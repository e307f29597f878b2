import type { MqttClient } from "mqtt";
import { beforeAll, describe, expect, test } from "vitest";
import type { UserActor } from "#app/_services/actor.ts";
import { mintConsoleToken } from "#app/_services/console-token.ts";
import { enterTenant } from "#app/_services/tenants/enter-tenant.ts";
import type { BrokerEvent, ChangeEffect } from "#core/control.ts";
import { makeSigner, makeToken } from "#test/server/identity/token/token-maker.ts";
import { ask } from "./client.ts";
import { newKey, newTenant, signedIn } from "./house.ts";
import { type Login, openHouseWithBroker } from "./house-with-broker.ts";

/**
 * A demonstration: each way of taking a right away, from the API call to what the client loses. The milliseconds are
 * printed, from the moment before the request to the moment at which it is done; what is asserted is that it is, and that
 * the change's audit entry says so.
 */

const house = await openHouseWithBroker();
let owner: UserActor;
let key: string;
const measured: string[] = [];
const [signer, other] = await Promise.all([makeSigner("ES256", "signer"), makeSigner("EdDSA", "other")]);

beforeAll(async () => {
  ({ owner } = await newTenant("acme"));
  key = await newKey(owner, "admin");
  return () => console.log(`from the API call to its effect:\n${measured.join("\n")}`);
});

async function call(method: string, path: string, body?: unknown) {
  const answer = await ask(method, path, { key, body });
  expect([200, 201, 204]).toContain(answer.status);
  return answer.body;
}

const allow = (filter: string) => ({ effect: "allow", action: "both", filter });

interface Device {
  readonly id: string;
  readonly login: Login & { readonly id: string };
}

async function newDevice(name: string, more: object = {}): Promise<Device> {
  const { device, credential } = await call("POST", "/devices", { name, ...more });
  return { id: device.id, login: credential };
}

async function newRole(name: string, filter: string): Promise<string> {
  const role = await call("POST", "/roles", { name, rules: [allow(filter)] });
  return role.id;
}

/** Connects and subscribes to everything below the device's name. */
async function subscribed(login: Login, name: string): Promise<MqttClient> {
  const client = await house.connect(login, { clientId: name });
  await client.subscribeAsync(`${name}/#`, { qos: 1 });
  return client;
}

/** Resolves with the reason code of the DISCONNECT when the client gets it. */
const disconnected = (client: MqttClient): Promise<number | undefined> =>
  new Promise((resolve) => client.once("disconnect", ({ reasonCode }) => resolve(reasonCode)));

/** Resolves when the broker has told that a subscription of the device was cut. */
function subscriptionCut(deviceId: string): Promise<string> {
  const events = house.live.broker.ensureTenant(owner.tenantId).events;
  return new Promise((resolve) => {
    const stop = events.subscribe((event: BrokerEvent) => {
      if (event.type !== "subscriptionCut" || event.deviceId !== deviceId) return;
      queueMicrotask(() => stop());
      resolve(event.filter);
    });
  });
}

/** Does what takes away, waits for the loss, and says how long that took. */
async function measure<Loss>(name: string, loss: Promise<Loss>, take: () => Promise<unknown>): Promise<Loss> {
  const before = performance.now();
  const taking = take();
  const lost = await loss;
  measured.push(`  ${(performance.now() - before).toFixed(0).padStart(5)} ms  ${name}`);
  await taking;
  return lost;
}

/** What the latest audit entry about the target says of who lost what. */
async function effectOf(targetId: string): Promise<ChangeEffect> {
  const latest = async () => {
    const [row] = await house.database.sql<{ effect: ChangeEffect | null }[]>`
      select effect from audit where target_id = ${targetId} order by id desc limit 1`;
    return row?.effect ?? null;
  };
  await expect.poll(latest).not.toBeNull();
  return (await latest()) as ChangeEffect;
}

describe("a subscription that is allowed no more is cut, while the connection stays", () => {
  test("a rule was removed from a role", async () => {
    const roleId = await newRole("by-rule", "${device}/#");
    const device = await newDevice("by-rule", { roles: ["by-rule"] });
    const client = await subscribed(device.login, "by-rule");
    const lost = await measure("rule removed", subscriptionCut(device.id), () =>
      call("PATCH", `/roles/${roleId}`, { rules: [] }),
    );
    expect(lost).toBe("by-rule/#");
    expect(client.connected).toBe(true);
    expect(await effectOf(roleId)).toMatchObject({
      connectionsEnded: 0,
      subscriptionsCut: 1,
      losses: [{ deviceId: device.id, deviceName: "by-rule", clientId: "by-rule", filter: "by-rule/#" }],
    });
  });

  test("a role was taken from the device", async () => {
    const device = await newDevice("by-role");
    await subscribed(device.login, "by-role");
    await measure("role removed from device", subscriptionCut(device.id), () =>
      call("PATCH", `/devices/${device.id}`, { roles: [] }),
    );
    expect(await effectOf(device.id)).toMatchObject({ subscriptionsCut: 1 });
  });

  test("a group lost a role", async () => {
    await newRole("by-group", "${device}/#");
    const group = await call("POST", "/groups", { name: "hall", selector: { hall: "3" }, roles: ["by-group"] });
    const device = await newDevice("by-group", { roles: [], labels: { hall: "3" } });
    await subscribed(device.login, "by-group");
    await measure("group lost a role", subscriptionCut(device.id), () =>
      call("PATCH", `/groups/${group.id}`, { roles: ["read-only"], selector: { hall: "4" } }),
    );
    expect(await effectOf(group.id)).toMatchObject({ subscriptionsCut: 1 });
  });

  test("a label of the device changed", async () => {
    await newRole("by-label", "${label.place}/#");
    const device = await newDevice("by-label", { roles: ["by-label"], labels: { place: "by-label" } });
    await subscribed(device.login, "by-label");
    await measure("label changed", subscriptionCut(device.id), () =>
      call("PATCH", `/devices/${device.id}`, { labels: { place: "elsewhere" } }),
    );
    expect(await effectOf(device.id)).toMatchObject({ subscriptionsCut: 1 });
  });

  test("of a client that is away too, and what waited for it is not sent", async () => {
    const device = await newDevice("away");
    const lasting = { clientId: "away", clean: false, properties: { sessionExpiryInterval: 600 } };
    const first = await house.connect(device.login, lasting);
    await first.subscribeAsync("away/#", { qos: 1 });
    await first.endAsync();
    const sender = await newDevice("sender", { roles: ["whole-tenant"] });
    const publisher = await house.connect(sender.login, { clientId: "sender" });
    await publisher.publishAsync("away/secret", "x", { qos: 1 });
    await measure("rights removed while away", subscriptionCut(device.id), () =>
      call("PATCH", `/devices/${device.id}`, { roles: [] }),
    );
    const received: string[] = [];
    const second = await house.connect(device.login, lasting);
    second.on("message", (topic) => received.push(topic));
    // What had been waiting would have been sent before this is answered.
    await second.publishAsync("away/ping", "x", { qos: 1 }).catch(() => {});
    expect(received).toEqual([]);
    await house.live.eventLog.flush();
    await expect
      .poll(async () => {
        await house.live.eventLog.flush();
        return (await call("GET", `/events?deviceId=${device.id}&type=dropped`)).data;
      })
      .toMatchObject([{ reason: "denied", topic: "away/secret" }]);
  });
});

describe("a connection that what let it in stands for no more ends", () => {
  test("the credential was revoked", async () => {
    const device = await newDevice("revoked");
    const client = await subscribed(device.login, "revoked");
    const code = await measure("credential revoked", disconnected(client), () =>
      call("DELETE", `/devices/${device.id}/credentials/${device.login.id}`),
    );
    expect(code).toBe(0x87);
    expect(await effectOf(device.id)).toMatchObject({ connectionsEnded: 1, losses: [{ filter: null }] });
  });

  test("the credential was rotated without overlap", async () => {
    const device = await newDevice("rotated");
    const client = await subscribed(device.login, "rotated");
    const code = await measure("credential rotated without overlap", disconnected(client), () =>
      call("POST", `/devices/${device.id}/credentials`, { overlapHours: 0 }),
    );
    expect(code).toBe(0x87);
  });

  test("the device was disabled", async () => {
    const device = await newDevice("disabled");
    const client = await subscribed(device.login, "disabled");
    const code = await measure("device disabled", disconnected(client), () =>
      call("PATCH", `/devices/${device.id}`, { status: "disabled" }),
    );
    expect(code).toBe(0x98);
    expect(await effectOf(device.id)).toMatchObject({ connectionsEnded: 1 });
  });

  test("the device was deleted", async () => {
    const device = await newDevice("deleted");
    const client = await subscribed(device.login, "deleted");
    const code = await measure("device deleted", disconnected(client), () => call("DELETE", `/devices/${device.id}`));
    expect(code).toBe(0x87);
    expect(await effectOf(device.id)).toMatchObject({ connectionsEnded: 1, losses: [{ deviceName: "deleted" }] });
  });

  test("the person in the browser is a member no more", async () => {
    const { person } = await newTenant("globex");
    await house.database.sql`
      insert into memberships (tenant_id, user_id, role) values (${owner.tenantId}, ${person.id}, 'developer')`;
    const actor = await enterTenant(await signedIn(person), "acme");
    const client = await house.connect(await mintConsoleToken(actor, { kind: "wholeTenant" }), { clientId: "browser" });
    const code = await measure("member removed", disconnected(client), () => call("DELETE", `/members/${person.id}`));
    expect(code).toBe(0x87);
    expect(await effectOf(person.id)).toMatchObject({ connectionsEnded: 1, losses: [{ deviceId: null }] });
  });

  test("the listener no longer takes such a sign-in", async () => {
    const device = await newDevice("policy");
    const client = await subscribed(device.login, "policy");
    const policy = await call("GET", "/listener-policy");
    const code = await measure("listener policy changed", disconnected(client), () =>
      call("PATCH", "/listener-policy", { mqtt: ["scram"] }),
    );
    expect(code).toBe(0x98);
    await call("PATCH", "/listener-policy", { mqtt: policy.mqtt });
  });

  test.each<[string, (path: string) => Promise<unknown>]>([
    ["was turned off", (path) => call("PATCH", path, { enabled: false })],
    ["lost the key that signed", (path) => call("PATCH", path, { keys: [{ type: "jwk", jwk: other.jwk }] })],
    ["was deleted", (path) => call("DELETE", path)],
  ])("the issuer of its token %s", async (what, take) => {
    const name = `token-${what.replaceAll(" ", "-")}`;
    const device = await newDevice(name);
    const issuer = `https://${name}.example.test`;
    const entered = { name, issuer, keys: [{ type: "jwk", jwk: signer.jwk }] };
    const { id } = await call("POST", "/token-issuers", entered);
    const token = makeToken(signer, { iss: issuer, sub: name });
    const client = await subscribed({ username: "acme/", password: token }, name);
    const code = await measure(`token issuer ${what}`, disconnected(client), () => take(`/token-issuers/${id}`));
    expect(code).toBe(0x87);
    expect(await effectOf(id)).toMatchObject({ connectionsEnded: 1, losses: [{ deviceId: device.id }] });
    await expect(house.connect({ username: "acme/", password: token })).rejects.toMatchObject({ code: 0x86 });
  });

  test("the device was banned", async () => {
    const device = await newDevice("banned");
    const client = await subscribed(device.login, "banned");
    let banId = "";
    const code = await measure("device banned", disconnected(client), async () => {
      banId = (await call("POST", "/bans", { device: "banned" })).id;
    });
    expect(code).toBe(0x98);
    expect(await effectOf(banId)).toMatchObject({ connectionsEnded: 1, losses: [{ deviceName: "banned" }] });
  });

  test("the tenant may have fewer connections", async () => {
    const [first, second] = [await newDevice("one-of-two"), await newDevice("two-of-two")];
    const older = await subscribed(first.login, "one-of-two");
    const newer = await subscribed(second.login, "two-of-two");
    const code = await measure("limit of connections lowered", disconnected(newer), () =>
      call("PATCH", "/limits", { limits: { connectionsPerTenantMax: 1 } }),
    );
    expect(code).toBe(0x97);
    expect(older.connected).toBe(true);
    expect(await effectOf(owner.tenantId)).toMatchObject({ connectionsEnded: 1 });
    await call("PATCH", "/limits", { limits: { connectionsPerTenantMax: null } });
  });
});
