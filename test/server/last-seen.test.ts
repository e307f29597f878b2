import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeCredentialUses, writeSightings } from "#db/queries/last-seen.ts";
import { deviceCredentials, devices } from "#db/schema/index.ts";
import { testDatabase } from "#test/database.ts";
import { addIssuer, makeSigner, makeToken } from "./identity/token/token-maker.ts";
import { keys, type LiveBroker, startLiveBroker, type TestDevice } from "./live-broker.ts";

const db = await testDatabase();
let live: LiveBroker;

beforeAll(async () => {
  live = await startLiveBroker(db);
});
afterAll(() => live.close());

async function seen({ credentialId }: TestDevice) {
  const [row] = await db.orm
    .select({ at: devices.lastSeenAt, address: devices.lastAddress, usedAt: deviceCredentials.lastUsedAt })
    .from(devices)
    .innerJoin(deviceCredentials, eq(deviceCredentials.deviceId, devices.id))
    .where(eq(deviceCredentials.id, credentialId));
  return row;
}

describe("when a device was last seen", () => {
  it("is written for it and for its credential when it comes, and once more when it goes", async () => {
    const device = await live.addDevice("sensor-1");
    const before = new Date();
    const client = await live.connect(device);
    await live.lastSeen.flush();
    const came = await seen(device);
    expect(came).toEqual({ at: expect.any(Date), address: "127.0.0.1", usedAt: came?.at });
    expect(came?.at?.getTime()).toBeGreaterThanOrEqual(before.getTime());

    while (live.broker.tenant(live.tenant.id)?.sessions.online !== 0) await client.disconnect();
    await live.lastSeen.flush();
    const went = await seen(device);
    expect(went?.at?.getTime()).toBeGreaterThan(came?.at?.getTime() ?? Number.NaN);
    expect(went?.usedAt).toEqual(came?.usedAt);
  });

  it("is not written for somebody who was refused", async () => {
    const device = await live.addDevice("sensor-2");
    await live.connect({ ...device, secret: "wrong" });
    await live.lastSeen.flush();
    expect(await seen(device)).toEqual({ at: null, address: null, usedAt: null });
  });

  it("is written for each of two secrets used at once, with the address, and for a token's issuer", async () => {
    const device = await live.addDevice("sensor-4");
    const second = await live.addCredential(device.id, device.name);
    const es = await makeSigner("ES256", "es");
    const issuer = await addIssuer(db, live.tenant.id, keys.seal, [es]);
    await live.connect(device);
    await live.connect({ ...device, secret: second.secret }, { clientId: "second" });
    await live.connect(
      { ...device, secret: makeToken(es, { iss: issuer.issuer, sub: device.name }) },
      { clientId: "third" },
    );
    await live.lastSeen.flush();
    const used = await db.sql`
      select last_used_address as address, last_used_at is not null as used from device_credentials
      where device_id = ${device.id}`;
    expect([...used]).toEqual([
      { address: "127.0.0.1", used: true },
      { address: "127.0.0.1", used: true },
    ]);
    const [row] = await db.sql`select last_used_at is not null as used from token_issuers where id = ${issuer.id}`;
    expect(row).toEqual({ used: true });
  });

  it("never goes back, and of a device that is gone nothing is written", async () => {
    const device = await live.addDevice("sensor-3");
    const sighting = {
      tenantId: live.tenant.id,
      deviceId: device.id,
      address: "192.0.2.7",
      at: new Date("2026-01-02T03:04:05.678Z"),
    };
    await writeSightings(db.sql, [sighting, { ...sighting, deviceId: "dev_gone" }]);
    const use = { ...sighting, credentialId: device.credentialId };
    await writeCredentialUses(db.sql, [use, { ...use, credentialId: "crd_gone" }]);
    await writeCredentialUses(db.sql, [{ ...use, at: new Date(0) }]);
    await writeSightings(db.sql, [{ ...sighting, at: new Date(0) }]);
    expect(await seen(device)).toEqual({ at: sighting.at, address: "192.0.2.7", usedAt: sighting.at });
  });
});
