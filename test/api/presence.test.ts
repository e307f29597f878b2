import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { PresenceRequest } from "#core/control.ts";
import { deriveKeys } from "#db/secrets.ts";
import { ask } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

/** The broker's side of core/control.ts, as far as presence goes. */
let answer: (request: PresenceRequest) => { status: number; body: string };
const asked: { authorization: string | undefined; request: PresenceRequest }[] = [];

const broker = createServer(async (request, response) => {
  const sent = JSON.parse(await textOf(request));
  asked.push({ authorization: request.headers.authorization, request: sent });
  const { status, body } = answer(sent);
  response.writeHead(status, { "content-type": "application/json" }).end(body);
});
await new Promise<void>((done) => broker.listen(0, "127.0.0.1", done));
afterAll(() => broker.close());

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

await openHouse({ CONTROL_URL: `http://127.0.0.1:${(broker.address() as AddressInfo).port}/` });
let key: string;
let tenantId: string;
const ids: Record<string, string> = {};

beforeAll(async () => {
  const { owner } = await newTenant("acme");
  tenantId = owner.tenantId;
  key = await newKey(owner, "devices");
  for (const name of ["a", "b"]) {
    ids[name] = (await ask("POST", "/devices", { key, body: { name } })).body.device.id;
  }
});

const at = "2026-11-20T09:31:20.031Z";
const online = (deviceId: string) => ({
  deviceId,
  connections: 2,
  clientId: "pump",
  connectedAt: "2026-11-20T09:31:04.512Z",
  address: "203.0.113.7",
  transport: "tls",
  protocolVersion: 5,
});

test("a page of devices costs one question, and shows who is online", async () => {
  answer = () => ({ status: 200, body: JSON.stringify({ at, online: [online(ids.b ?? "")] }) });
  asked.length = 0;
  const { body } = await ask("GET", "/devices", { key });
  const { deviceId: _, ...expected } = online("");
  expect(body.data.map((device: { connection: unknown }) => device.connection)).toEqual([
    { status: "offline", asOf: at },
    { status: "online", asOf: at, ...expected },
  ]);
  expect(asked).toEqual([
    {
      authorization: `Bearer ${deriveKeys(process.env.AUTH_SECRET ?? "").controlToken}`,
      request: { tenantId, deviceIds: [ids.a, ids.b] },
    },
  ]);
});

test("an empty page asks nothing", async () => {
  asked.length = 0;
  await ask("GET", "/devices?name=nothing", { key });
  expect(asked).toEqual([]);
});

test.each([
  ["an error", 503, "{}"],
  ["nonsense", 200, "<html>"],
  ["something else", 200, "{}"],
])("a broker that answers %s is as one that is away", async (_, status, body) => {
  answer = () => ({ status, body });
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const device = await ask("GET", `/devices/${ids.a}`, { key });
  expect(logged).toHaveBeenCalledOnce();
  logged.mockRestore();
  expect([device.status, device.body.connection]).toEqual([200, null]);
});
