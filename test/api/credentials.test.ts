import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ask } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

await openHouse();
let key: string;
let device: string;
let first: { id: string; password: string };
let count = 0;

beforeAll(async () => {
  const { owner } = await newTenant("acme");
  key = await newKey(owner, "devices");
});

beforeEach(async () => {
  count++;
  const { body } = await ask("POST", "/devices", { key, body: { name: `device-${count}` } });
  device = `/devices/${body.device.id}`;
  first = body.credential;
});

const rotate = (body?: unknown) => ask("POST", `${device}/credentials`, { key, body });
const list = async () => (await ask("GET", `${device}/credentials`, { key })).body.data;

describe("POST /devices/{deviceId}/credentials", () => {
  test.each([[undefined], [{}], [{ overlapHours: 0 }]])("201 with %j: the old one ends at once", async (body) => {
    const answer = await rotate(body);
    expect(answer.status).toBe(201);
    const { credential } = answer.body;
    expect(credential).toMatchObject({ username: `acme/device-${count}`, password: expect.any(String) });
    expect(credential.password).not.toBe(first.password);
    expect(answer.headers.get("location")).toBe(`/api/v1${device}/credentials/${credential.id}`);
    expect(await list()).toMatchObject([
      { id: credential.id, status: "active", expiresAt: null },
      { id: first.id, status: "revoked", revokedAt: expect.any(String) },
    ]);
  });

  test.each([1, 24])("201 with %i h of overlap: both are active, the old one with an end", async (overlapHours) => {
    const { body } = await rotate({ overlapHours });
    const [next, old] = await list();
    expect([next.id, next.status, next.expiresAt]).toEqual([body.credential.id, "active", null]);
    expect([old.id, old.status]).toEqual([first.id, "active"]);
    expect(Date.parse(old.expiresAt) - Date.parse(next.createdAt)).toBe(overlapHours * 3_600_000);
  });

  test.each([{ overlapHours: 2 }, { overlapHours: "1" }, { overlapHours: -1 }, { hours: 1 }])(
    "400: %j",
    async (body) => {
      expect((await rotate(body)).status).toBe(400);
      expect(await list()).toHaveLength(1);
    },
  );

  test("two at once: one active credential remains", async () => {
    await Promise.all([rotate(), rotate()]);
    expect((await list()).map((one: { status: string }) => one.status)).toEqual(["active", "revoked", "revoked"]);
  });
});

describe("one credential", () => {
  test("200 without the secret", async () => {
    const { status, body } = await ask("GET", `${device}/credentials/${first.id}`, { key });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: first.id, secretPrefix: first.password.slice(0, 4), status: "active" });
  });

  test("DELETE: 204, revoked, and again without a change", async () => {
    const path = `${device}/credentials/${first.id}`;
    expect((await ask("DELETE", path, { key })).status).toBe(204);
    const [revoked] = await list();
    expect(revoked.status).toBe("revoked");
    expect((await ask("DELETE", path, { key })).status).toBe(204);
    expect((await list())[0].revokedAt).toBe(revoked.revokedAt);
  });

  test("404: another device's credential is none of this one's", async () => {
    const other = await ask("POST", "/devices", { key, body: { name: `other-${count}` } });
    const path = `${device}/credentials/${other.body.credential.id}`;
    expect((await ask("GET", path, { key })).status).toBe(404);
    expect((await ask("DELETE", path, { key })).status).toBe(404);
    const kept = await ask("GET", `/devices/${other.body.device.id}/credentials`, { key });
    expect(kept.body.data[0].status).toBe("active");
  });
});
