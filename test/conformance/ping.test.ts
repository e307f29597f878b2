import { describe } from "vitest";
import { bytes } from "./bytes.ts";
import { proves } from "./proves.ts";

describe("3.12 PINGREQ", () => {
  proves(["3:MQTT-3.12.4-1", "5:MQTT-3.12.4-1"], "PINGREQ is answered by PINGRESP", async (scene) => {
    const client = await scene.client("a");
    client.send(bytes("c0 00"), bytes("c0 00"));
    await client.expectBytes(bytes("d0 00"));
    await client.expectBytes(bytes("d0 00"));
  });
});
