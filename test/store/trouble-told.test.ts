import { expect, test } from "vitest";
import { parseConfig } from "#core/config.ts";
import { startControl } from "#server/control/start.ts";
import { tokenKeysOf } from "#server/identity/token/token-keys.ts";
import { silentLog } from "#server/log.ts";
import { TestClient } from "#test/broker/client.ts";
import { testDatabase } from "#test/database.ts";
import { keys } from "#test/server/live-broker.ts";
import { startStoredBroker } from "./broker.ts";
import { leave, poison } from "./poison.ts";

test("that the database takes nothing is told to operators, and to whoever looks at the console", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  const config = parseConfig({ CONTROL_PORT: "0" });
  const tokenKeys = tokenKeysOf({ seal: keys.seal, privateNetworks: [] });
  const control = await startControl({ config, keys, broker: broker.broker, database, log: silentLog, tokenKeys });
  const get = (path: string) =>
    fetch(`http://127.0.0.1:${control.port}${path}`, { headers: { authorization: `Bearer ${keys.controlToken}` } });
  const status = async () => (await get("/v1/status")).json();
  await leave(broker, "sink");
  const stream = (await get("/v1/events?tenantId=acme")).body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const told = async (what: string) => {
    while (!text.includes(what)) text += (await stream?.read())?.value ?? "";
    text = text.slice(text.indexOf(what) + what.length);
  };
  await told('event: store\ndata: {"store":"writes"}\n\n');
  expect(await status()).toEqual({ store: "writes" });

  await poison(database, "journal", "true", "53100");
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  publisher.publish("t/1", "x", { qos: 1 });
  await told('event: store\ndata: {"store":"waits"}\n\n');
  expect(await status()).toEqual({ store: "waits" });
  const ready = await get("/readyz");
  expect(ready.status).toBe(503);
  expect(await ready.text()).toContain("poisoned (53100)");
  expect(await (await get("/metrics")).text()).toContain("\nhato_journal_writes 0\n");
  const payload = Buffer.alloc(1_000_000);
  while (!broker.journal.pressure.full) {
    publisher.publish("t/2", payload, { qos: 1 });
    await publisher.settled();
  }
  await told('event: store\ndata: {"store":"refuses"}\n\n');

  await database.sql`drop trigger poison on journal`;
  await told('event: store\ndata: {"store":"writes"}\n\n');
  await expect.poll(status, { timeout: 15_000 }).toEqual({ store: "writes" });
  await expect.poll(async () => (await get("/readyz")).status).toBe(200);
  await stream?.cancel();
  await control.close();
});
