import { describe, expect, it } from "vitest";
import { connectionSettings } from "#app/_client/connections/connection-settings.ts";
import { duplicateProfile, freeName, NO_WILL, newProfile } from "#app/_client/connections/profile.ts";
import { type ConnectionProfile, profileFaults, profileSchema } from "#app/_client/connections/profile-schema.ts";

const PLACE = { hostname: "hato.example", ports: { ws: 8083, wss: 8084 }, principal: "the tester", now: 1_700_000 };

function aProfile(part: Partial<ConnectionProfile> = {}): ConnectionProfile {
  return { ...newProfile({ name: "Demo", secure: false, principal: { kind: "wholeTenant" }, now: 1 }), ...part };
}

describe("a profile", () => {
  it("begins with every default, and nothing is wrong with it", () => {
    const profile = aProfile();
    expect(profileFaults(profile)).toBeUndefined();
    expect(profile).toMatchObject({
      listener: "ws",
      protocolVersion: 5,
      cleanStart: true,
      keepAliveSeconds: 60,
      connectTimeoutSeconds: 10,
      autoReconnect: true,
    });
    expect(newProfile({ name: "Demo", secure: true, principal: { kind: "readOnly" }, now: 1 }).listener).toBe("wss");
  });

  it.each<[string, Partial<ConnectionProfile>, string, string]>([
    ["no name", { name: "  " }, "name", "nameMissing"],
    ["a keep alive that no packet can carry", { keepAliveSeconds: 65_536 }, "keepAliveSeconds", "outOfRange"],
    ["half a second", { keepAliveSeconds: 0.5 }, "keepAliveSeconds", "notWhole"],
    ["letters for a number", { keepAliveSeconds: Number.NaN }, "keepAliveSeconds", "notANumber"],
    ["a maximum packet size below 100", { maximumPacketSizeBytes: 99 }, "maximumPacketSizeBytes", "outOfRange"],
    ["a receive maximum of 0", { receiveMaximum: 0 }, "receiveMaximum", "outOfRange"],
    ["a will to a filter", { will: { ...NO_WILL, topic: "last/#" } }, "will.topic", "topicName"],
    [
      "a property without a name",
      { userProperties: [{ name: "", value: "x", enabled: true }] },
      "userProperties",
      "propertyWithoutName",
    ],
    ["no username", { principal: { kind: "credentials", username: "" } }, "principal.username", "usernameMissing"],
    [
      "a 3.1.1 session that nobody finds again",
      { protocolVersion: 4, cleanStart: false, clientId: "" },
      "clientId",
      "clientIdForSession",
    ],
  ])("%s is said at its field", (_, part, field, fault) => {
    expect([...(profileFaults(aProfile(part)) ?? [])]).toEqual([[field, fault]]);
  });

  it("a property that is switched off needs no name yet", () => {
    expect(profileFaults(aProfile({ userProperties: [{ name: "", value: "", enabled: false }] }))).toBeUndefined();
  });

  it("has no place for a secret: what else is in it is not kept", () => {
    const kept = profileSchema.parse({ ...aProfile(), password: "secret" });
    expect(JSON.stringify(kept)).not.toContain("secret");
  });

  it("keeps what a later page knows of a subscription", () => {
    const subscription = { id: 1, filter: "a/#", qos: 1, colour: "#008080", ofALaterPage: "kept" };
    expect(profileSchema.parse({ ...aProfile(), subscriptions: [subscription] }).subscriptions).toEqual([subscription]);
  });

  it("once more has an id and a client id of its own", () => {
    const profile = aProfile({ will: { ...NO_WILL, topic: "gone" } });
    const copy = duplicateProfile(profile, "Demo 2", { now: 2 });
    expect(copy.will).toEqual(profile.will);
    expect(copy.id).not.toBe(profile.id);
    expect(copy.clientId).not.toBe(profile.clientId);
  });

  it("takes the first name that is free", () => {
    expect(freeName("Demo", [])).toBe("Demo");
    expect(freeName("Demo", ["Demo", "Demo 2"])).toBe("Demo 3");
  });
});

describe("the settings of a connect", () => {
  it("append the time to the client id where that is wanted, but never to none", () => {
    expect(connectionSettings(aProfile({ clientId: "me", clientIdTimestamp: true }), PLACE).clientId).toBe(
      "me_1700000",
    );
    expect(connectionSettings(aProfile({ clientId: "", clientIdTimestamp: true }), PLACE).clientId).toBe("");
  });

  it("go to this broker and nowhere else", () => {
    expect(connectionSettings(aProfile({ listener: "wss" }), PLACE).url).toBe("wss://hato.example:8084/mqtt");
  });

  it("carry what 5.0 has in 5.0 only", () => {
    const part: Partial<ConnectionProfile> = {
      sessionExpiryIntervalSeconds: 60,
      userProperties: [
        { name: "on", value: "1", enabled: true },
        { name: "off", value: "2", enabled: false },
      ],
      will: { ...NO_WILL, topic: "gone", willDelayIntervalSeconds: 5 },
    };
    const five = connectionSettings(aProfile(part), PLACE);
    expect(five.connectProperties).toMatchObject({ sessionExpiryInterval: 60, userProperties: [["on", "1"]] });
    expect(five.will?.properties).toMatchObject({ willDelayInterval: 5, contentType: undefined });
    const four = connectionSettings(aProfile({ ...part, protocolVersion: 4 }), PLACE);
    expect(four.connectProperties).toBeUndefined();
    expect(four.will).toMatchObject({ topic: "gone", properties: undefined });
  });

  it("have no will without a topic, and no reconnect where none is wanted", () => {
    expect(connectionSettings(aProfile(), PLACE).will).toBeUndefined();
    expect(connectionSettings(aProfile({ autoReconnect: false }), PLACE).reconnect).toBe("never");
  });
});
