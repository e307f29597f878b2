import { expect, test } from "vitest";
import { PUBACK } from "#core/mqtt/packets.ts";
import type { Grant } from "#core/token-rights.ts";
import { rule } from "#test/broker/broker.ts";
import { type ConnectOptions, TestClient } from "#test/broker/client.ts";
import { testDatabase } from "#test/database.ts";
import { startStoredBroker } from "./broker.ts";

const persistent: ConnectOptions = { cleanStart: false, properties: { sessionExpiryInterval: 3600 } };

test.each([
  ["replaced what its roles allow", { mode: "replace", rules: [rule("allow", "subscribe", "granted/#")] }, []],
  ["narrowed it", { mode: "narrow", rules: [rule("allow", "subscribe", "granted/#")] }, [rule("allow", "both", "#")]],
] as const)(
  "a subscription by a token that %s outlives a restart, with the token's rights",
  async (_how, grant, own) => {
    const database = await testDatabase();
    const grants: Record<string, Grant> = { s: grant };
    const first = await startStoredBroker(database, { grants, rules: { s: own } });
    const client = await TestClient.connect(first, { ...persistent, clientId: "s", username: "acme/s" });
    expect((await client.subscribe("granted/#", { qos: 1 })).reasonCodes).toEqual([1]);
    expect((await client.subscribe("other/#", { qos: 1 })).reasonCodes).toEqual([0x87]);
    await first.crash();
    await using second = await startStoredBroker(database, { grants, rules: { s: own } });
    const tenant = second.broker.tenant("acme");
    const [session] = [...(tenant?.sessions.values() ?? [])];
    if (tenant === undefined || session === undefined) throw new Error("no session came back");
    // What a look after a change does: the rules of the device, as they are now.
    tenant.changeRights(session, own, {});
    expect([...session.subscriptions.keys()]).toEqual(["granted/#"]);
    expect(session.rights.grantedQos("other/#", 0)).toBeUndefined();
    const publisher = await TestClient.connect(second, { clientId: "p" });
    publisher.publish("granted/x", "here", { qos: 1 });
    expect(await publisher.next(PUBACK)).toMatchObject({ reasonCode: 0 });
    const back = await TestClient.connect(second, { ...persistent, clientId: "s", username: "acme/s" });
    expect((await back.message()).text).toBe("here");
  },
);
