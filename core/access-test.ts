import { type AclAction, compile, explain, type Identity, type RuleLine, type Verdict } from "./acl.ts";

/**
 * Questions that a role must go on answering as it does: kept with the role, asked before its rules are saved. They ask
 * this role alone; what a device with several roles may do is the simulator's to say.
 */
export interface AccessTest {
  /** For people: what must hold. */
  readonly name: string;
  readonly as: TestIdentity;
  readonly action: AclAction;
  /** A topic name, or for `subscribe` a topic filter. */
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  /** Of a PUBLISH. */
  readonly retain: boolean;
  readonly expected: "allow" | "deny";
}

/** Who asks: a device as it is now, or one that need not exist. An empty text stands for "none". */
export type TestIdentity =
  | { readonly kind: "device"; readonly deviceId: string; readonly clientId: string }
  | {
      readonly kind: "imagined";
      readonly device: string;
      readonly clientId: string;
      readonly username: string;
      readonly labels: Readonly<Record<string, string>>;
    };

/** What is to be known of a device that a test names. */
export interface TestedDevice {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface AccessTestResult {
  readonly test: AccessTest;
  readonly passed: boolean;
  /** Undefined when the device that the test names is gone; such a test fails, whatever it expects. */
  readonly verdict: Verdict | undefined;
}

/**
 * Asks the rules of one role.
 * @param devices those that the tests name, by id
 */
export function runAccessTests(
  roleName: string,
  rules: readonly RuleLine[],
  tests: readonly AccessTest[],
  devices: ReadonlyMap<string, TestedDevice>,
): AccessTestResult[] {
  const placed = rules.map((rule, index) => ({ ...rule, roleName, position: index + 1 }));
  return tests.map((test) => {
    const identity = identityOf(test.as, devices);
    if (identity === undefined) return { test, passed: false, verdict: undefined };
    const verdict = explain(compile(placed, identity), test.action, test.topic, test.qos, test.retain);
    return { test, passed: verdict.allowed === (test.expected === "allow"), verdict };
  });
}

function identityOf(as: TestIdentity, devices: ReadonlyMap<string, TestedDevice>): Identity | undefined {
  if (as.kind === "imagined") return as;
  const device = devices.get(as.deviceId);
  if (device === undefined) return undefined;
  // A device's username is `<tenant>/<device>`; rules see it without the tenant.
  return { device: device.name, clientId: as.clientId, username: device.name, labels: device.labels };
}
