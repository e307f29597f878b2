import { expect, test } from "vitest";
import { PUBACK, PUBCOMP, PUBLISH, PUBREC, PUBREL } from "#core/mqtt/packets.ts";
import { startBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

for (const version of [3, 4, 5] as const) {
  test(`v${version}: a QoS 0 message reaches its subscriber`, async () => {
    await using broker = await startBroker();
    const subscriber = await TestClient.connect(broker, { version, clientId: "s" });
    const publisher = await TestClient.connect(broker, { version, clientId: "p" });
    await subscriber.subscribe("a/+");
    publisher.publish("a/b", "hello");
    expect(await subscriber.message()).toMatchObject({
      topic: "a/b",
      text: "hello",
      packet: { qos: 0, retain: false },
    });
  });

  test(`v${version}: QoS 1 is acknowledged and delivered`, async () => {
    await using broker = await startBroker();
    const client = await TestClient.connect(broker, { version });
    await client.subscribe("t", { qos: 1 });
    const packetId = client.publish("t", "one", { qos: 1 });
    const [first, second] = [await client.any(), await client.any()].sort((a, b) => a.type - b.type);
    expect(first).toMatchObject({ type: PUBLISH, qos: 1, dup: false });
    expect(second).toMatchObject({ type: PUBACK, packetId, reasonCode: 0 });
  });

  test(`v${version}: QoS 2 takes its four steps and is delivered once, however often it is repeated`, async () => {
    await using broker = await startBroker();
    const subscriber = await TestClient.connect(broker, { version, clientId: "s" });
    const publisher = await TestClient.connect(broker, { version, clientId: "p" });
    await subscriber.subscribe("t", { qos: 2 });
    const packetId = publisher.publish("t", "once", { qos: 2 });
    await publisher.next(PUBREC);
    publisher.publish("t", "once", { qos: 2, packetId, dup: true });
    await publisher.next(PUBREC);
    publisher.ack(PUBREL, packetId);
    expect(await publisher.next(PUBCOMP)).toMatchObject({ packetId, reasonCode: 0 });
    expect(await subscriber.message()).toMatchObject({ text: "once", packet: { qos: 2, dup: false } });
    expect(await subscriber.settled()).toEqual([]);
  });
}
