import { DEVICE_ID, GROUP_ID, ROLE_ID } from "./ids.ts";

const ownRule = { effect: "allow", action: "both", filter: "${device}/#", qosMax: 2, retainAllowed: true } as const;

const hallRule = {
  effect: "allow",
  action: "publish",
  filter: "halls/${label.hall}/+/state",
  qosMax: 1,
  retainAllowed: false,
} as const;

export const exampleRules = [ownRule, hallRule];

export const exampleTest = {
  name: "Stays out of other halls",
  as: { kind: "imagined", device: "gateway-3", clientId: "gateway-3", username: "gateway-3", labels: { hall: "3" } },
  action: "publish",
  topic: "halls/4/pump-17/state",
  qos: 0,
  retain: false,
  expected: "deny",
} as const;

export const exampleRole = {
  id: ROLE_ID,
  name: "hall-gateway",
  description: "Speaks for the things of its hall.",
  builtIn: false,
  version: 3,
  rules: exampleRules,
  tests: [exampleTest],
  deviceCount: 12,
  groups: [{ id: GROUP_ID, name: "Hall 3" }],
  affectedDevices: 14,
  createdAt: "2026-11-20T09:12:00.000Z",
  updatedAt: "2026-11-20T09:40:27.331Z",
};

export const exampleRoleSummary = {
  id: ROLE_ID,
  name: "hall-gateway",
  description: "Speaks for the things of its hall.",
  builtIn: false,
  version: 3,
  ruleCount: 2,
  deviceCount: 12,
  groupCount: 1,
  updatedAt: "2026-11-20T09:40:27.331Z",
} as const;

export const exampleRoleVersion = {
  version: 2,
  current: false,
  note: "Halls instead of sites",
  author: { kind: "user", id: "usr_06eq3v8x4h2n6s0w4z8d3f7kqb", label: "ada@example.com" },
  ruleCount: 2,
  createdAt: "2026-11-20T09:31:05.120Z",
} as const;

export const exampleDiff = {
  from: 2,
  to: 3,
  changes: [{ kind: "changed", from: 2, to: 2, before: { ...hallRule, retainAllowed: true }, after: hallRule }],
} as const;

export const exampleCheck = {
  lints: [{ kind: "unsetVariable", position: 2, variable: "label.hall", devices: 1 }],
  tests: [{ name: exampleTest.name, passed: true, answer: "deny", position: null }],
  affectedDevices: 14,
  impact: {
    connectionsAffected: 9,
    subscriptionsCut: 1,
    willsDenied: 0,
    losses: [{ deviceId: DEVICE_ID, deviceName: "pump-17", clientId: "pump-17", filter: "halls/#", online: true }],
    complete: true,
  },
} as const;

export const exampleGroupSummary = {
  id: GROUP_ID,
  name: "Hall 3",
  description: "",
  selector: { hall: "3" },
  roles: ["read-only"],
  priority: 100,
  version: 2,
  createdAt: "2026-11-20T09:14:00.000Z",
  updatedAt: "2026-11-20T09:15:42.006Z",
};

export const exampleGroup = { ...exampleGroupSummary, deviceCount: 3 };

export const exampleVerdict = {
  allowed: false,
  deciding: null,
  trace: [
    {
      roleName: "own-subtree",
      position: 1,
      effect: "allow",
      action: "both",
      filter: "${device}/#",
      expanded: "pump-17/#",
      outcome: "noMatch",
    },
  ],
  identity: { device: "pump-17", clientId: "pump-17", username: "pump-17", labels: { site: "osaka" } },
  roles: [{ id: "rol_06eq3v8x4h1q5z8w2t7r3m9k4c", name: "own-subtree", group: null }],
  status: "enabled",
  proposal: {
    roleName: "own-subtree",
    roleId: "rol_06eq3v8x4h1q5z8w2t7r3m9k4c",
    position: 2,
    rule: { effect: "allow", action: "publish", filter: "alarms/${device}", qosMax: 1, retainAllowed: false },
  },
} as const;
