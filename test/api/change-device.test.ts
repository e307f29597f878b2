import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ask } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

await openHouse();
let key: string;
let path: string;
let count = 0;

beforeAll(async () => {
  const { owner } = await newTenant("acme");
  key = await newKey(owner, "devices");
});

beforeEach(async () => {
  count++;
  path = (await ask("POST", "/devices", { key, body: { name: `device-${count}` } })).headers.get("location") ?? "";
  path = path.replace("/api/v1", "");
});

const read = () => ask("GET", path, { key });
const patch = (body: unknown, headers: Record<string, string> = {}) => ask("PATCH", path, { key, body, headers });

describe("GET /devices/{deviceId}", () => {
  test("200 with an ETag", async () => {
    const { status, headers, body } = await read();
    expect(status).toBe(200);
    expect(headers.get("etag")).toBe(`"${body.version}"`);
    expect(body.name).toBe(`device-${count}`);
  });

  test("connection is null while the broker is away, and nothing fails", async () => {
    expect((await read()).body.connection).toBeNull();
  });

  test("HEAD says the same without a body", async () => {
    const { status, text, headers } = await ask("HEAD", path, { key });
    expect([status, text, headers.get("etag")]).toEqual([200, "", '"1"']);
  });
});

describe("PATCH /devices/{deviceId}", () => {
  test("200: what is named changes, the rest stays, the version rises", async () => {
    await patch({ description: "kept", labels: { a: "1", b: "2" } });
    const { status, headers, body } = await patch({ status: "disabled", labels: { c: "3" } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ description: "kept", labels: { c: "3" }, status: "disabled", version: 3 });
    expect(headers.get("etag")).toBe('"3"');
    expect((await read()).body).toEqual(body);
  });

  test("If-Match with the present ETag, or with *", async () => {
    expect((await patch({ description: "1" }, { "if-match": '"1"' })).status).toBe(200);
    expect((await patch({ description: "2" }, { "if-match": "*" })).status).toBe(200);
  });

  test("412: somebody was quicker, and nothing changes", async () => {
    await patch({ description: "quicker" });
    const { status, body } = await patch({ description: "slower" }, { "if-match": '"1"' });
    expect([status, body.error.code]).toEqual([412, "precondition_failed"]);
    expect((await read()).body).toMatchObject({ description: "quicker", version: 2 });
  });

  test("of many with one ETag at once exactly one succeeds", async () => {
    const answers = await Promise.all(
      [...Array(5)].map((_, i) => patch({ description: `${i}` }, { "if-match": '"1"' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
  });

  test.each([
    ["nothing to change", {}, []],
    ["an empty body", "", []],
    ["the name, which never changes", { name: "new" }, ["name"]],
    ["the version", { version: 7 }, ["version"]],
    ["an unknown status", { status: "broken" }, ["status"]],
    ["a description that is null", { description: null }, ["description"]],
  ])("400: %s", async (_, body, at) => {
    const answer = await patch(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.issues[0].path).toEqual(at);
  });

  test.each(["1", '"one"', 'W/"1"', '"1", "2"'])("400: If-Match: %s", async (tag) => {
    const { status, body } = await patch({ description: "x" }, { "if-match": tag });
    expect(status).toBe(400);
    expect(body.error.issues[0].path).toEqual(["If-Match"]);
  });
});

describe("DELETE /devices/{deviceId}", () => {
  test("204 once, 404 then, and the name is free again", async () => {
    const name = (await read()).body.name;
    const gone = await ask("DELETE", path, { key });
    expect([gone.status, gone.text]).toEqual([204, ""]);
    expect((await ask("DELETE", path, { key })).status).toBe(404);
    expect((await read()).status).toBe(404);
    expect((await patch({ description: "x" })).status).toBe(404);
    expect((await ask("POST", "/devices", { key, body: { name } })).status).toBe(201);
  });
});
