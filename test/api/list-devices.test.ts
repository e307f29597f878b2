import { beforeAll, describe, expect, test } from "vitest";
import type { UserActor } from "#app/_services/actor.ts";
import { createDevice } from "#app/_services/devices/create-device.ts";
import { createDeviceInput } from "#app/_services/devices/device.ts";
import { ask, type Told } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

await openHouse();
let owner: UserActor;
let key: string;

const add = (name: string, more: object = {}) => createDevice(owner, createDeviceInput.parse({ name, ...more }));
const list = (query: string) => ask("GET", `/devices${query}`, { key });
const names = ({ body }: Told): string[] => body.data.map((device: { name: string }) => device.name);

beforeAll(async () => {
  ({ owner } = await newTenant("acme"));
  const { owner: other } = await newTenant("globex");
  key = await newKey(owner, "read");
  // Not in the order of their names, so that the order of ids is another one.
  for (const name of ["d", "b", "e", "a", "c"]) await add(name, { description: `Pump ${name} 100%` });
  await createDevice(other, createDeviceInput.parse({ name: "b2" }));
});

async function walk(query: string, between: () => Promise<unknown> = async () => {}): Promise<string[]> {
  const seen: string[] = [];
  let cursor = "";
  for (let pages = 0; pages < 20; pages++) {
    const page = await list(`?${query}${cursor === "" ? "" : `&cursor=${cursor}`}`);
    expect(page.status).toBe(200);
    seen.push(...names(page));
    if (page.body.nextCursor === null) return seen;
    cursor = page.body.nextCursor;
    await between();
  }
  throw new Error("The pages never end.");
}

describe("200", () => {
  test("all by name, on one page", async () => {
    const page = await list("");
    expect(names(page)).toEqual(["a", "b", "c", "d", "e"]);
    expect(page.body.nextCursor).toBeNull();
  });

  test.each([
    ["sort=name", ["a", "b", "c", "d", "e"]],
    ["sort=-name", ["e", "d", "c", "b", "a"]],
    ["sort=id", ["d", "b", "e", "a", "c"]],
    ["sort=-id", ["c", "a", "e", "b", "d"]],
  ])("%s, in pages of one, two, and exactly all", async (sort, expected) => {
    for (const limit of [1, 2, 5]) expect(await walk(`${sort}&limit=${limit}`)).toEqual(expected);
  });

  test.each([
    ["search=PUMP%20C", ["c"]],
    ["search=100%25", ["a", "b", "c", "d", "e"]],
    ["search=%25%25", []],
    ["search=_", []],
    ["search=%5C", []],
    ["search=%27%20or%201%3D1", []],
    ["name=b", ["b"]],
    ["name=nothing", []],
    ["status=disabled", []],
    ["status=enabled&search=pump&name=e", ["e"]],
  ])("?%s", async (query, expected) => {
    expect(names(await list(`?${query}`))).toEqual(expected);
  });

  test("a whole id is found", async () => {
    const { device } = await add("by-id");
    expect(names(await list(`?search=${device.id}`))).toEqual(["by-id"]);
    await ask("DELETE", `/devices/${device.id}`, { key: await newKey(owner, "devices") });
  });

  test("pages stay whole while devices come and go in front of and behind them", async () => {
    let round = 0;
    const seen = await walk("limit=2", async () => {
      round++;
      await add(`0-${round}`);
      await add(`z-${round}`);
    });
    expect(seen.filter((name) => /^[a-e]$/.test(name))).toEqual(["a", "b", "c", "d", "e"]);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

test.each([
  ["limit=0", "limit"],
  ["limit=201", "limit"],
  ["limit=1.5", "limit"],
  ["limit=many", "limit"],
  ["limit=", "limit"],
  ["sort=size", "sort"],
  ["status=broken", "status"],
  ["serach=pump", "serach"],
  ["name=a&name=b", "name"],
  ["search=%00", "search"],
  ["cursor=nonsense", "cursor"],
  ["cursor=WyJpZCIsImIiXQ", "cursor"],
  [`cursor=${Buffer.from('["name","\\u0000"]').toString("base64url")}`, "cursor"],
])("400: ?%s", async (query, field) => {
  const { status, body } = await list(`?${query}`);
  expect(status).toBe(400);
  expect(body.error.issues[0].path).toEqual([field]);
});

test("by labels and by role, which may be a rare one", async () => {
  await add("facet-1", { labels: { site: "osaka", floor: "3" }, roles: ["read-only"] });
  await add("facet-2", { labels: { site: "osaka" }, roles: ["read-only", "own-subtree"] });
  await add("facet-3", { labels: { site: "kyoto", floor: "3" } });
  expect(names(await list("?labels=site%3Dosaka"))).toEqual(["facet-1", "facet-2"]);
  expect(names(await list("?labels=site%3Dosaka,floor%3D3"))).toEqual(["facet-1"]);
  expect(names(await list("?role=read-only"))).toEqual(["facet-1", "facet-2"]);
  expect(names(await list("?role=read-only&labels=floor%3D3"))).toEqual(["facet-1"]);
  expect(names(await list("?role=no-such-role"))).toEqual([]);
  expect((await list("?labels=site")).status).toBe(400);
});
