import { describe, expect } from "vitest";
import { SUBACK } from "#core/mqtt/packets.ts";
import { bytes } from "./bytes.ts";
import { publish, subscribe } from "./packet.ts";
import { proves, type Scene } from "./proves.ts";

/** The filter is granted, or refused. A broker may also close on an invalid one, as 3.1.1 leaves it. */
async function granted(scene: Scene, filter: string): Promise<boolean> {
  const client = await scene.client("filter");
  client.send(subscribe(1, [{ filter }]));
  const frame = await client.nextFrame();
  if (frame === undefined) return false;
  const packet = client.decode(frame);
  if (packet.type !== SUBACK) return false;
  return (packet.reasonCodes[0] ?? 0x80) < 0x80;
}

describe("4.7 Topic names and filters", () => {
  proves(["3:MQTT-4.7.1-1", "5:MQTT-4.7.0-1"], "wildcards belong in filters, not in topic names", async (scene) => {
    const client = await scene.client("a");
    await client.subscribe("a/+/#");
    const publisher = await scene.client("p");
    publisher.send(publish({ topic: "a/+/b" }));
    await publisher.expectRejected(0x81, 0x82, 0x90);
    await client.expectSilence();
  });

  proves(
    ["3:MQTT-4.7.1-2", "5:MQTT-4.7.1-1"],
    "# stands alone or behind a slash, and is the last character",
    async (scene) => {
      for (const filter of ["#", "/#", "a/#", "a/b/#", "+/#"]) expect(await granted(scene, filter)).toBe(true);
      for (const filter of ["a#", "a/b#", "#/a", "a/#/b", "##", "a/##"])
        expect(await granted(scene, filter)).toBe(false);
    },
    { versions: [4, 5] }, // the SUBACK of 3.1 cannot refuse
  );

  proves(
    ["3:MQTT-4.7.1-3", "5:MQTT-4.7.1-2"],
    "+ fills a whole level",
    async (scene) => {
      for (const filter of ["+", "/+", "+/a", "a/+/b", "+/+"]) expect(await granted(scene, filter)).toBe(true);
      for (const filter of ["a+", "+a", "a/+b", "a/b+/c", "++"]) expect(await granted(scene, filter)).toBe(false);
    },
    { versions: [4, 5] },
  );

  proves(
    ["3:MQTT-4.7.1-2", "3:MQTT-4.7.1-3", "5:MQTT-4.7.1-1", "5:MQTT-4.7.1-2"],
    "# matches any number of levels, their parent among them; + exactly one",
    async (scene) => {
      const publisher = await scene.client("p");
      const topics = ["sport", "sport/", "sport/a", "sport/a/b", "/sport", "/", "other/a"];
      for (const [filter, matching] of [
        ["sport/#", ["sport", "sport/", "sport/a", "sport/a/b"]],
        ["sport/+", ["sport/", "sport/a"]],
        ["+", ["sport"]],
        ["+/+", ["sport/", "sport/a", "/sport", "/", "other/a"]],
        ["/+", ["/sport", "/"]],
        ["sport/+/b", ["sport/a/b"]],
        ["#", topics],
      ] as const) {
        const client = await scene.client("a");
        await client.subscribe(filter);
        for (const topic of topics) await publisher.publish({ topic });
        for (const topic of matching) await client.expectPublish({ topic });
        await client.expectSilence();
      }
    },
  );

  proves(
    ["3:MQTT-4.7.2-1", "5:MQTT-4.7.2-1"],
    "a filter beginning with a wildcard does not match a topic beginning with $, live or retained",
    async (scene) => {
      const client = await scene.client("a");
      await client.subscribe("#", "+/b", "+/#", "+");
      const named = await scene.client("b");
      await named.subscribe("$test/#");
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "$test/b", retain: true });
      await named.expectPublish({ topic: "$test/b" });
      await client.expectSilence();
      const late = await scene.client("late");
      await late.subscribe("#", "+/b", "+/#");
      await late.expectSilence();
      await late.subscribe("$test/+");
      await late.expectPublish({ topic: "$test/b", retain: true });
    },
  );

  proves(
    ["3:MQTT-4.7.3-1", "5:MQTT-4.7.3-1"],
    "an empty topic name ends the connection; an empty filter is refused",
    async (scene) => {
      const client = await scene.client("a");
      client.send(bytes(`30 ${scene.version === 5 ? "03 00 00 00" : "02 00 00"}`));
      await client.expectRejected(0x81, 0x82, 0x90);
      if (scene.version !== 3) expect(await granted(scene, "")).toBe(false);
    },
  );

  proves(
    ["3:MQTT-4.7.3-2", "5:MQTT-4.7.3-2"],
    "U+0000 in a topic name or filter ends the connection",
    async (scene) => {
      const properties = scene.version === 5 ? "00" : "";
      const name = await scene.client("a");
      name.send(bytes(`30 ${scene.version === 5 ? "06" : "05"} 00 03 61 00 62 ${properties}`));
      await name.expectRejected(0x81, 0x90);
      const filter = await scene.client("b");
      filter.send(bytes(`82 ${scene.version === 5 ? "09" : "08"} 00 01 ${properties} 00 03 61 00 62 00`));
      await filter.expectRejected(0x81, 0x8f);
    },
  );

  proves(
    ["3:MQTT-4.7.3-3", "5:MQTT-4.7.3-3"],
    "a topic name and a filter of 65 535 bytes are served",
    async (scene) => {
      const topic = `${"é".repeat(32_767)}x`;
      expect(Buffer.byteLength(topic)).toBe(65_535);
      const client = await scene.client("a");
      await client.subscribe(topic);
      const publisher = await scene.client("p");
      await publisher.publish({ topic });
      await client.expectPublish({ topic });
    },
  );

  proves(
    ["3:MQTT-4.7.3-4", "5:MQTT-4.7.3-4"],
    "nothing is normalised: case, empty levels, composed and decomposed characters are told apart",
    async (scene) => {
      const client = await scene.client("a");
      const publisher = await scene.client("p");
      const names = [
        "a/b",
        "A/b",
        "a//b",
        "a/b/",
        "/a/b",
        "caf\u00e9",
        "cafe\u0301",
        " a/b",
        "a/b ",
        "\u212b",
        "\u00c5",
      ];
      for (const filter of names) {
        await client.subscribe({ filter });
        for (const topic of names) await publisher.publish({ topic });
        const { topic } = await client.expectPublish();
        expect(topic).toBe(filter);
        await client.expectSilence();
        await client.unsubscribe(filter);
      }
    },
  );
});
