import { describe, expect, it } from "vitest";
import {
  afterFirstMessageEvent,
  type FirstMessageState,
  NOTHING_YET,
  standingFailure,
} from "#app/_connect/first-message-state.ts";
import type { BrokerEvent } from "#core/control.ts";
import { anEvent } from "./an-event.ts";

const DEVICE = "dev_1";

function stateAfter(...events: BrokerEvent[]): FirstMessageState {
  return events.reduce((state, event) => afterFirstMessageEvent(state, event, DEVICE), NOTHING_YET);
}

const refused = anEvent({ type: "connectRefused", refusal: "wrongPassword", reasonCode: 0x86 }, 1);
const connected = anEvent({ type: "connected", protocolVersion: 5, sessionPresent: false }, 2);
const denied = anEvent({ type: "publishDenied", topic: "x", qos: 1, retain: false, rule: undefined }, 3);
const published = anEvent(
  { type: "published", topic: "x", qos: 1, retain: false, payloadBytes: 0, payloadBase64: "", receivers: 0 },
  4,
);

describe("the first message's way", () => {
  it("begins with nothing", () => {
    expect(standingFailure(NOTHING_YET)).toBeUndefined();
  });

  it("stands refused until a connection succeeds", () => {
    expect(standingFailure(stateAfter(refused))).toBe(refused);
    expect(standingFailure(stateAfter(refused, connected))).toBeUndefined();
    expect(stateAfter(refused, connected)).toMatchObject({ connected, online: true });
  });

  it("stands refused again when the next attempt fails", () => {
    const again = { ...refused, seq: 9, at: "2026-01-01T00:00:09.000Z" };
    expect(standingFailure(stateAfter(refused, connected, again))).toBe(again);
  });

  it("stands denied until a message passes, or a new connection tries anew", () => {
    expect(standingFailure(stateAfter(connected, denied))).toBe(denied);
    expect(standingFailure(stateAfter(connected, denied, published))).toBeUndefined();
    const later = { ...connected, seq: 5, at: "2026-01-01T00:00:05.000Z" };
    expect(standingFailure(stateAfter(connected, denied, later))).toBeUndefined();
  });

  it("counts messages and shows the latest", () => {
    const second = { ...published, seq: 5 };
    expect(stateAfter(connected, published, second)).toMatchObject({ published: second, publishedCount: 2 });
  });

  it("shows attempts under a name that is no device, and nobody else's", () => {
    const stranger = anEvent({ type: "connectRefused", refusal: "unknownDevice", reasonCode: 0x86 }, 1);
    const nobody = { ...stranger, deviceId: undefined };
    expect(standingFailure(stateAfter(nobody))).toBe(nobody);
    expect(stateAfter({ ...refused, deviceId: "dev_2" }, { ...connected, deviceId: "dev_2" })).toEqual(NOTHING_YET);
  });

  it("keeps few failures, the newest first", () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ ...refused, seq: index }));
    const { failures } = stateAfter(...many);
    expect(failures.length).toBeLessThan(10);
    expect(failures[0]?.seq).toBe(29);
  });
});
