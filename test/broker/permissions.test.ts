import { expect, test } from "vitest";
import type { BrokerEvent } from "#core/control.ts";
import { CONNACK, PUBACK, PUBCOMP, PUBREC, PUBREL } from "#core/mqtt/packets.ts";
import { FakeClock, rule, startBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

const rules = {
  sensor: [rule("deny", "publish", "own/secret"), rule("allow", "both", "own/#", { qosMax: 1, retainAllowed: false })],
};

test("a denied PUBLISH goes nowhere: 5.0 is told, 3.1.1 acknowledged, the owner sees the rule", async () => {
  await using broker = await startBroker({ rules });
  const events: BrokerEvent[] = [];
  broker.tenant().events.subscribe((event) => events.push(event));
  const witness = await TestClient.connect(broker, { clientId: "witness" });
  await witness.subscribe("#", { qos: 2 });
  const five = await TestClient.connect(broker, { clientId: "five", username: "acme/sensor" });
  five.publish("own/secret", "x", { qos: 1 });
  expect((await five.next(PUBACK)).reasonCode).toBe(0x87);
  five.publish("other", "x", { qos: 2 });
  expect((await five.next(PUBREC)).reasonCode).toBe(0x87);
  five.publish("other", "x");
  five.publish("own/a", "too high", { qos: 2 });
  expect((await five.next(PUBREC)).reasonCode).toBe(0x87);
  five.publish("own/a", "retained", { qos: 0, retain: true });
  await five.settled();
  const four = await TestClient.connect(broker, { version: 4, clientId: "four", username: "acme/sensor" });
  four.publish("other", "x", { qos: 1 });
  expect((await four.next(PUBACK)).packetId).toBe(1);
  four.publish("other", "x", { qos: 2 });
  four.ack(PUBREL, (await four.next(PUBREC)).packetId);
  await four.next(PUBCOMP);
  expect(await witness.settled()).toEqual([]);
  expect(broker.tenant().counters.publishDenied).toBe(7);
  const denied = events.filter((event) => event.type === "publishDenied");
  expect(denied.length).toBe(7);
  expect(denied[0]).toMatchObject({
    deviceId: "sensor",
    clientId: "five",
    topic: "own/secret",
    qos: 1,
    rule: { roleName: "test", position: 1, filter: "own/secret" },
  });
  expect(denied[1]).toMatchObject({ topic: "other", rule: undefined });
});

test("the user name in a rule is the one without the tenant", async () => {
  await using broker = await startBroker({ rules: { sensor: [rule("allow", "both", "by/${username}/#")] } });
  const client = await TestClient.connect(broker, { clientId: "c", username: "acme/sensor" });
  expect((await client.subscribe("by/sensor/#")).reasonCodes).toEqual([0]);
  expect((await client.subscribe("by/acme/#")).reasonCodes).toEqual([0x87]);
});

test("a subscription is judged as a whole, and granted no more than the rules allow", async () => {
  await using broker = await startBroker({ rules });
  const client = await TestClient.connect(broker, { clientId: "c", username: "acme/sensor" });
  expect((await client.subscribe("own/#", { qos: 2 })).reasonCodes).toEqual([1]);
  expect((await client.subscribe("#", { qos: 0 })).reasonCodes).toEqual([0x87]);
  expect((await client.subscribe("$share/g/other", { qos: 0 })).reasonCodes).toEqual([0x87]);
  expect(broker.tenant().counters.subscribeDenied).toBe(2);
  const old = await TestClient.connect(broker, { version: 4, clientId: "old", username: "acme/sensor" });
  expect((await old.subscribe("#")).reasonCodes).toEqual([0x80]);
});

test("new rules bind at once, and cut subscriptions they no longer allow", async () => {
  await using broker = await startBroker();
  const tenant = broker.tenant();
  const client = await TestClient.connect(broker, { clientId: "c" });
  const other = await TestClient.connect(broker, { clientId: "o" });
  await client.subscribe("a");
  await client.subscribe("b");
  client.publish("a", "cached verdict");
  await client.message();
  tenant.replaceRules("c", [rule("allow", "subscribe", "b")]);
  client.publish("a", "x", { qos: 1 });
  expect((await client.next(PUBACK)).reasonCode).toBe(0x87);
  other.publish("a", "cut");
  other.publish("b", "kept");
  expect((await client.message()).text).toBe("kept");
});

test("rules that changed while a client was away bind its session when it returns", async () => {
  const changing = { c: [rule("allow", "both", "#")] };
  await using broker = await startBroker({ rules: changing });
  const lasting = { clientId: "c", cleanStart: false, properties: { sessionExpiryInterval: 60 } };
  const first = await TestClient.connect(broker, lasting);
  await first.subscribe("a", { qos: 1 });
  await first.disconnect();
  changing.c = [rule("allow", "both", "b")];
  const second = await TestClient.connect(broker, lasting);
  const other = await TestClient.connect(broker, { clientId: "o" });
  other.publish("a", "x", { qos: 1 });
  expect((await other.next(PUBACK)).reasonCode).toBe(0x10);
  expect(await second.settled()).toEqual([]);
});

test("a wrong password is refused and told to the tenant's owner", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const events: BrokerEvent[] = [];
  broker.tenant().events.subscribe((event) => events.push(event));
  for (const [version, code] of [
    [5, 0x86],
    [4, 4],
    [3, 4],
  ] as const) {
    const client = new TestClient(broker.port);
    client.sendConnect({ version, password: "wrong" });
    expect((await client.next(CONNACK)).reasonCode).toBe(code);
    await client.closed();
  }
  // The first at once, those like it at the end of the second.
  const refused = { type: "connectRefused", refusal: "wrongPassword", reasonCode: 0x86, clientId: "client" };
  expect(events).toMatchObject([{ ...refused, count: 1 }]);
  clock.advance(1);
  expect(events).toMatchObject([
    { ...refused, count: 1 },
    { ...refused, count: 2 },
  ]);
});
