import { expect, test } from "vitest";
import type { Problem } from "#app/_client/problem.ts";
import { remedyFor } from "#app/_client/reconnect-policy.ts";

const refused = (reasonCode: number): Problem => ({ kind: "refused", reasonCode, reasonString: undefined });
const disconnected = (reasonCode: number): Problem => ({ kind: "disconnected", reasonCode, reasonString: undefined });

test.each([
  ["server shutting down", disconnected(0x8b)],
  ["server busy at CONNECT", refused(0x89)],
  ["3.1.1: server unavailable", refused(3)],
  ["the network went", { kind: "lost", closeCode: 1006 }],
  ["nothing answers", { kind: "unreachable" }],
  ["no PINGRESP", { kind: "timeout", waitedFor: "pingresp" }],
  ["the console is away", { kind: "credentials", fault: "unreachable" }],
] as [string, Problem][])("%s: wait", (_name, problem) => {
  expect(remedyFor(problem, false)).toBe("wait");
});

test.each([
  ["taken over", disconnected(0x8e)],
  ["ended by an administrator", disconnected(0x98)],
  ["client id not valid", refused(0x85)],
  ["3.1.1: identifier rejected", refused(2)],
  ["signed out", { kind: "credentials", fault: "signedOut" }],
] as [string, Problem][])("%s: stop", (_name, problem) => {
  expect(remedyFor(problem, false)).toBe("stop");
});

test("credentials that ended are renewed once, not for ever", () => {
  expect(remedyFor(refused(0x86), false)).toBe("renew");
  expect(remedyFor(refused(5), false)).toBe("renew");
  expect(remedyFor(refused(0x86), true)).toBe("stop");
  expect(remedyFor(disconnected(0x87), false)).toBe("renew");
  expect(remedyFor(disconnected(0x87), true)).toBe("wait");
});
