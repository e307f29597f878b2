import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { expect, test } from "vitest";
import { PASSWORD, startBroker } from "./broker.ts";

/** Clients that other people wrote. */

async function connectJs(url: string, options: IClientOptions = {}): Promise<MqttClient & AsyncDisposable> {
  const client = await connectAsync(url, { username: "acme/js", password: PASSWORD, reconnectPeriod: 0, ...options });
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.endAsync() });
}

for (const protocolVersion of [3, 4, 5] as const) {
  for (const scheme of ["mqtt", "ws"] as const) {
    test(`MQTT.js, protocol ${protocolVersion} over ${scheme}: every QoS, retained, will`, async () => {
      await using broker = await startBroker();
      const url = scheme === "mqtt" ? `mqtt://127.0.0.1:${broker.port}` : `ws://127.0.0.1:${broker.wsPort}/mqtt`;
      const version = { protocolVersion, ...(protocolVersion === 3 ? { protocolId: "MQIsdp" as const } : {}) };
      await using receiver = await connectJs(url, { ...version, clientId: "receiver" });
      const received: [string, string, number, boolean][] = [];
      receiver.on("message", (topic, payload, { qos, retain }) => {
        received.push([topic, payload.toString(), qos, retain]);
      });
      await receiver.subscribeAsync("t/#", { qos: 2 });
      const will = { topic: "t/will", payload: Buffer.from("gone"), qos: 1 as const, retain: true };
      const sender = await connectJs(url, { ...version, clientId: "sender", will });
      for (const qos of [0, 1, 2] as const) await sender.publishAsync(`t/${qos}`, "hello", { qos });
      sender.stream.destroy();
      await expect.poll(() => received.length).toBe(4);
      expect(received).toEqual([
        ["t/0", "hello", 0, false],
        ["t/1", "hello", 1, false],
        ["t/2", "hello", 2, false],
        ["t/will", "gone", 1, false],
      ]);
      await receiver.unsubscribeAsync("t/#");
      await receiver.subscribeAsync("t/will", { qos: 0 });
      await expect.poll(() => received.at(-1)).toEqual(["t/will", "gone", 0, true]);
      await sender.endAsync(true);
    });
  }
}

test("MQTT.js 5.0: properties, topic aliases both ways, a session that resumes", async () => {
  await using broker = await startBroker();
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const options: IClientOptions = {
    protocolVersion: 5,
    clientId: "receiver",
    clean: false,
    properties: { sessionExpiryInterval: 60, topicAliasMaximum: 10 },
  };
  const first = await connectJs(url, options);
  await first.subscribeAsync("t/#", { qos: 2, properties: { subscriptionIdentifier: 9 } });
  await first.endAsync();
  await using sender = await connectJs(url, {
    protocolVersion: 5,
    clientId: "sender",
    autoAssignTopicAlias: true,
    properties: { topicAliasMaximum: 10 },
  });
  const properties = {
    contentType: "text/plain",
    responseTopic: "answer",
    correlationData: Buffer.from("42"),
    userProperties: { a: ["1", "2"] },
  };
  for (let i = 0; i < 200; i++) await sender.publishAsync("t/x", String(i), { qos: i % 2 === 0 ? 1 : 2, properties });
  const received: { text: string; properties: unknown }[] = [];
  // What waited comes right behind CONNACK: the listener must be there before.
  const second = connect(url, {
    username: "acme/js",
    password: PASSWORD,
    ...options,
    reconnectPeriod: 0,
    manualConnect: true,
  });
  second.on("message", (_topic, payload, packet) => {
    received.push({ text: payload.toString(), properties: packet.properties });
  });
  second.connect();
  await expect.poll(() => received.length).toBe(200);
  // Order is promised within a QoS (4.6): MQTT.js hands a QoS 2 message on only when it was released.
  const numbers = received.map(({ text }) => Number(text));
  expect(numbers.filter((n) => n % 2 === 0)).toEqual(Array.from({ length: 100 }, (_, i) => 2 * i));
  expect(numbers.filter((n) => n % 2 === 1)).toEqual(Array.from({ length: 100 }, (_, i) => 2 * i + 1));
  expect(received.at(-1)?.properties).toMatchObject({ ...properties, subscriptionIdentifier: 9 });
  await second.endAsync();
});

const mosquittoMissing = (() => {
  try {
    execFileSync("mosquitto_pub", ["--version"], { stdio: "ignore" });
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
})();

// Where it counts the binary must be there; elsewhere its absence shows as skipped.
test.skipIf(mosquittoMissing && process.env.CI === undefined).each(["mqttv31", "mqttv311", "mqttv5"])(
  "mosquitto_pub to mosquitto_sub with %s",
  async (version) => {
    await using broker = await startBroker();
    const common = ["-h", "127.0.0.1", "-p", String(broker.port), "-V", version, "-P", PASSWORD];
    const subscriber = spawn("mosquitto_sub", [
      ...common,
      "-u",
      "acme/sub",
      "-t",
      "t/#",
      "-q",
      "2",
      "-C",
      "3",
      "-F",
      "%t %q %p",
    ]);
    const output: Buffer[] = [];
    subscriber.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    const ended = once(subscriber, "exit");
    await expect.poll(() => broker.tenant().receivers.tree.size).toBe(1);
    for (const qos of ["0", "1", "2"]) {
      const publisher = spawn("mosquitto_pub", [
        ...common,
        "-u",
        "acme/pub",
        "-t",
        `t/${qos}`,
        "-q",
        qos,
        "-m",
        `hello ${qos}`,
      ]);
      expect((await once(publisher, "exit"))[0]).toBe(0);
    }
    expect((await ended)[0]).toBe(0);
    expect(Buffer.concat(output).toString()).toBe("t/0 0 hello 0\nt/1 1 hello 1\nt/2 2 hello 2\n");
    const refused = spawn("mosquitto_pub", [...common.slice(0, -1), "wrong", "-u", "acme/pub", "-t", "t", "-m", "x"]);
    expect((await once(refused, "exit"))[0]).not.toBe(0);
  },
);
