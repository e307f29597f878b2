import { describe } from "vitest";
import { pingreq, puback } from "./packet.ts";
import { proves } from "./proves.ts";

describe("3.3 PUBLISH: retained messages", () => {
  proves(
    ["3:MQTT-3.3.1-5", "3:MQTT-3.3.1-8", "5:MQTT-3.3.1-5", "5:MQTT-3.3.1-9"],
    "are stored with their QoS for later subscribers, who get them with RETAIN 1; the newest replaces the former",
    async (scene) => {
      const publisher = await scene.client("p");
      for (const qos of [0, 1, 2] as const) {
        await publisher.publish({ topic: `a/${qos}`, qos, retain: true, payload: "old" });
        await publisher.publish({ topic: `a/${qos}`, qos, retain: true, payload: "new" });
      }
      for (const qos of [0, 1, 2] as const) {
        const late = await scene.client(`late${qos}`);
        await late.subscribe({ filter: `a/${qos}`, qos: 2 });
        await late.expectPublish({ topic: `a/${qos}`, qos, retain: true, payload: "new", dup: false });
        await late.expectSilence();
      }
    },
  );

  proves(
    ["3:MQTT-3.3.1-6", "5:MQTT-3.3.1-9"],
    "come for each topic that the new subscription matches",
    async (scene) => {
      const publisher = await scene.client("p");
      for (const topic of ["a", "a/b", "a/c", "a/b/c", "b"])
        await publisher.publish({ topic, retain: true, payload: topic });
      const collect = async (filter: string, topics: string[]) => {
        const late = await scene.client("late");
        await late.subscribe(filter);
        const left = new Set(topics);
        while (left.size > 0) left.delete((await late.expectPublish({ retain: true })).topic);
        await late.expectSilence();
      };
      await collect("a/#", ["a", "a/b", "a/c", "a/b/c"]);
      await collect("a/+", ["a/b", "a/c"]);
      await collect("+", ["a", "b"]);
      await collect("+/+/c", ["a/b/c"]);
      await collect("c", []);
    },
  );

  proves(["3:MQTT-3.3.1-7", "5:MQTT-3.3.1-5"], "of QoS 0 take the place of one of a higher QoS", async (scene) => {
    const publisher = await scene.client("p");
    await publisher.publish({ topic: "a", qos: 2, retain: true, payload: "old" });
    await publisher.publish({ topic: "a", qos: 0, retain: true, payload: "new" });
    const late = await scene.client("late");
    await late.subscribe({ filter: "a", qos: 2 });
    await late.expectPublish({ payload: "new", qos: 0 });
    await late.expectSilence();
  });

  proves(
    ["3:MQTT-3.3.1-9", "5:MQTT-3.3.1-12"],
    "reach those who are subscribed already with RETAIN 0",
    async (scene) => {
      const client = await scene.client("a");
      await client.subscribe("a");
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a", retain: true, payload: "x" });
      await client.expectPublish({ retain: false, payload: "x" });
      await publisher.publish({ topic: "a", retain: false, payload: "y" });
      await client.expectPublish({ retain: false, payload: "y" });
    },
  );

  proves(
    ["5:MQTT-3.3.1-13"],
    "keep the RETAIN they were published with for a subscription with Retain As Published",
    async (scene) => {
      const client = await scene.client("a");
      await client.subscribe({ filter: "a", retainAsPublished: true });
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a", retain: true });
      await client.expectPublish({ retain: true });
      await publisher.publish({ topic: "a", retain: false });
      await client.expectPublish({ retain: false });
    },
  );

  proves(
    ["3:MQTT-3.3.1-10", "3:MQTT-3.3.1-11", "5:MQTT-3.3.1-6", "5:MQTT-3.3.1-7"],
    "that are empty are delivered, remove the stored one and are not stored themselves",
    async (scene) => {
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a", qos: 1, retain: true, payload: "x" });
      const client = await scene.client("a");
      await client.subscribe({ filter: "a", qos: 1 });
      await client.expectPublish({ retain: true, payload: "x" });
      await publisher.publish({ topic: "a", qos: 1, retain: true, payload: "" });
      await client.expectPublish({ topic: "a", payload: "", retain: false });
      const late = await scene.client("late");
      await late.subscribe("a");
      await late.expectSilence();
      // Empty where nothing was stored.
      await publisher.publish({ topic: "b", qos: 1, retain: true, payload: "" });
      await late.subscribe("b");
      await late.expectSilence();
    },
  );

  proves(["3:MQTT-3.3.1-12", "5:MQTT-3.3.1-8"], "are not touched by a PUBLISH without RETAIN", async (scene) => {
    const publisher = await scene.client("p");
    await publisher.publish({ topic: "a", retain: true, payload: "kept" });
    await publisher.publish({ topic: "a", payload: "passing" });
    await publisher.publish({ topic: "a", payload: "" });
    await publisher.publish({ topic: "b", payload: "passing" });
    const late = await scene.client("late");
    await late.subscribe("#");
    await late.expectPublish({ topic: "a", payload: "kept" });
    await late.expectSilence();
  });

  proves(["3:MQTT-3.1.2-7"], "belong to no session: they outlive the one that published them", async (scene) => {
    const publisher = await scene.client("p", { clean: true });
    await publisher.publish({ topic: "a", retain: true, payload: "x" });
    publisher.destroy();
    const again = await scene.client("p", { clean: true });
    await again.subscribe("a");
    await again.expectPublish({ topic: "a", retain: true, payload: "x" });
  });

  proves(["5:MQTT-3.3.1-9"], "come at every subscribe with Retain Handling 0", async (scene) => {
    const client = await scene.client("a");
    await client.publish({ topic: "a", retain: true, payload: "x" });
    for (let i = 0; i < 3; i++) {
      await client.subscribe({ filter: "a", retainHandling: 0 });
      await client.expectPublish({ retain: true });
    }
  });

  proves(["5:MQTT-3.3.1-10"], "come only with a new subscription with Retain Handling 1", async (scene) => {
    const client = await scene.client("a");
    await client.publish({ topic: "a", retain: true, payload: "x" });
    await client.subscribe({ filter: "a", retainHandling: 1 });
    await client.expectPublish({ retain: true });
    await client.subscribe({ filter: "a", retainHandling: 1 });
    await client.expectSilence();
    await client.unsubscribe("a");
    await client.subscribe({ filter: "a", retainHandling: 1 });
    await client.expectPublish({ retain: true });
  });

  proves(["5:MQTT-3.3.1-11"], "never come with Retain Handling 2", async (scene) => {
    const client = await scene.client("a");
    await client.publish({ topic: "a", retain: true, payload: "x" });
    await client.subscribe({ filter: "a", retainHandling: 2 });
    await client.expectSilence();
    await client.subscribe({ filter: "a", retainHandling: 2 });
    await client.expectSilence();
  });

  proves(
    ["3:MQTT-3.3.1-6", "5:MQTT-3.3.1-9", "5:MQTT-3.3.4-9"],
    "in any number reach a new subscriber, however small its window",
    async (scene) => {
      const publisher = await scene.client("p");
      const count = 200;
      for (let i = 0; i < count; i++)
        await publisher.publish({ topic: `many/${i}`, qos: 1, retain: true, payload: "x" });
      const properties = scene.version === 5 ? { receiveMaximum: 2 } : {};
      const late = await scene.client("late", { properties });
      await late.subscribe({ filter: "many/+", qos: 1 });
      const seen = new Set<string>();
      for (let i = 0; i < count; i++) {
        const { topic, packetId } = await late.expectPublish({ retain: true, qos: 1 });
        seen.add(topic);
        late.send(puback(packetId));
      }
      if (seen.size !== count) throw new Error(`${seen.size} of ${count} topics`);
      late.send(pingreq);
      await late.next();
    },
  );
});
