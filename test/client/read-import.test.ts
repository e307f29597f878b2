import { describe, expect, it } from "vitest";
import { exportProfiles } from "#app/_client/connections/export-profiles.ts";
import { newProfile } from "#app/_client/connections/profile.ts";
import { profileFaults } from "#app/_client/connections/profile-schema.ts";
import { readImport } from "#app/_client/connections/read-import.ts";

const PLACE = {
  hostname: "hato.example",
  secure: false,
  principal: { kind: "wholeTenant" },
  takenNames: ["Demo"],
  now: 1_000,
} as const;

/** As MQTTX exports one, with the nulls it writes for what is not set. */
const MQTTX = {
  id: "c1",
  name: "Demo",
  clientId: "mqttx_0a1b2c3d",
  clean: false,
  protocol: "ws",
  host: "hato.example",
  port: 8083,
  path: "/mqtt",
  keepalive: 30,
  connectTimeout: 5,
  reconnect: true,
  reconnectPeriod: 4000,
  username: "acme/sensor",
  password: "secret",
  ssl: false,
  ca: "",
  cert: "",
  key: "",
  mqttVersion: "3.1.1",
  properties: { sessionExpiryInterval: null, receiveMaximum: null, userProperties: { zone: "a", tag: ["x", "y"] } },
  will: { lastWillTopic: "gone", lastWillPayload: "offline", lastWillQos: 1, lastWillRetain: true, properties: null },
  subscriptions: [
    { id: "s1", topic: "sensor/+/temperature", qos: 1, disabled: false },
    { id: "s2", topic: "a/#/b", qos: 0 },
  ],
  messages: [
    { id: "m1", createAt: "2026-11-20 14:03:07:125", out: true, topic: "a", payload: '{"é":1}', qos: 1, retain: true },
    { id: "m2", createAt: "yesterday", out: false, topic: "b", payload: "x", qos: 0, retain: false },
  ],
};

function read(file: unknown) {
  const plan = readImport(JSON.stringify(file), PLACE);
  if (!plan.ok) throw new Error(plan.fault);
  return plan.connections;
}

describe("reading MQTTX's JSON", () => {
  it("takes what fits, and says what not and why", () => {
    const [imported] = read([MQTTX]);
    if (imported === undefined) throw new Error("nothing was taken");
    expect(imported.profile).toMatchObject({
      name: "Demo 2",
      clientId: "mqttx_0a1b2c3d",
      cleanStart: false,
      keepAliveSeconds: 30,
      reconnectPeriodSeconds: 4,
      protocolVersion: 4,
      principal: { kind: "credentials", username: "acme/sensor" },
      will: { topic: "gone", payload: "offline", qos: 1, retain: true },
      subscriptions: [{ id: 1, filter: "sensor/+/temperature", qos: 1 }],
    });
    expect(imported.profile.userProperties.map(({ name, value }) => [name, value])).toEqual([
      ["zone", "a"],
      ["tag", "x"],
      ["tag", "y"],
    ]);
    expect(profileFaults(imported.profile)).toBeUndefined();
    expect(imported.left).toEqual([
      { kind: "password" },
      { kind: "subscriptions", count: 1 },
      { kind: "messages", count: 1 },
    ]);
    expect(JSON.stringify(imported)).not.toContain("secret");
    const [message] = imported.messages;
    expect(message).toMatchObject({
      topic: "a",
      direction: "sent",
      qos: 1,
      retain: true,
      delivery: { state: "unknown" },
    });
    expect(new TextDecoder().decode(message?.payload)).toBe('{"é":1}');
    expect(new Date(message?.at ?? 0).getMilliseconds()).toBe(125);
  });

  it("tells that another broker's connection now goes here, without its username", () => {
    const [imported] = read([{ ...MQTTX, host: "broker.emqx.io", protocol: "mqtts", ca: "PEM" }]);
    expect(imported?.profile).toMatchObject({ principal: { kind: "wholeTenant" }, listener: "wss" });
    expect(imported?.left.slice(0, 5)).toEqual([
      { kind: "host", what: "broker.emqx.io" },
      { kind: "protocol", what: "mqtts" },
      { kind: "username", what: "acme/sensor" },
      { kind: "password" },
      { kind: "certificates" },
    ]);
  });

  it("puts at its default what MQTT does not allow", () => {
    const [imported] = read([{ ...MQTTX, keepalive: 70_000, will: { ...MQTTX.will, lastWillTopic: "a/#" } }]);
    expect(imported?.left).toContainEqual({ kind: "fields", what: "keepAliveSeconds, will" });
    expect(imported?.profile).toMatchObject({ keepAliveSeconds: 60, will: { topic: "" } });
  });

  it("opens folders, and gives each a name of its own", () => {
    const names = read([{ name: "Factory", isCollection: true, children: [MQTTX, MQTTX] }]).map(
      ({ profile }) => profile.name,
    );
    expect(names).toEqual(["Demo 2", "Demo 3"]);
  });

  it("survives a hostile file", () => {
    for (const odd of [null, 1, "x", [], { name: {} }]) {
      const [imported] = read([{ clientId: odd, host: odd, subscriptions: odd, messages: odd, properties: odd }]);
      expect(imported && profileFaults(imported.profile)).toBeUndefined();
    }
  });
});

describe("reading a file", () => {
  it("takes back what was exported, as other connections and other clients", () => {
    const profile = newProfile({ name: "Kitchen", secure: false, principal: { kind: "readOnly" }, now: 1 });
    const plan = readImport(exportProfiles([profile]), PLACE);
    if (!plan.ok) throw new Error(plan.fault);
    const [imported] = plan.connections;
    const { id, clientId, createdAt, ...same } = profile;
    expect(imported?.profile).toMatchObject(same);
    expect(imported?.profile.id).not.toBe(id);
    expect(imported?.profile.clientId).not.toBe(clientId);
    expect(imported?.profile.createdAt).not.toBe(createdAt);
  });

  it.each([
    ["{", "notJson"],
    ["{}", "unknownFormat"],
    ['[{"name":"x"}]', "unknownFormat"],
    ["[]", "empty"],
  ] as const)("says of %s: %s", (text, fault) => {
    expect(readImport(text, PLACE)).toEqual({ ok: false, fault });
  });
});
