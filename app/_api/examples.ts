/** What the documentation shows. A test parses each example with the schema of its operation. */

const DEVICE_ID = "dev_06eq3v8x4m2t7k9r5b1c0d6fgh";
const CREDENTIAL_ID = "crd_06eq3v8x4n1s6j8q4a0b9c5edf";
const SESSION_ID = "ZGV2XzA2ZXEzdjh4NG0ydDdrOXI1YjFjMGQ2ZmdoAHB1bXAtMTc";
const JOB_ID = "job_06eq3v8x4q7t1m5n2w6r4h8k0s";
const ROLE_ID = "rol_06eq3v8x4r8k2w6m0t4y9h1jsn";
const GROUP_ID = "grp_06eq3v8x4s3d7f1p5q9b2x6vza";
const CERTIFICATE_ID = "crt_06eq3v8x4q7w2z6k8t5y9m3bn1";
const AUTHORITY_ID = "cau_06eq3v8x4r2c8v4n0k6j5h7gfd";
const TOKEN_ISSUER_ID = "iss_06eq3v8x4q3w6k9s5d2f1g7hjk";
const API_KEY_ID = "key_06eq3v8x4p0r5h7p3z8y7x4wv2";

const MEMBER_ID = "usr_06eq3v8x4j9f2h6d0c4b8a7z3e";
const INVITATION_ID = "inv_06eq3v8x4r5t1w9y3v7n2m6k8j";
const BAN_ID = "ban_06eq3v8x4t7b3k1x5z9w4q8n2m";
const AUDIT_ENTRY_ID = "aud_06eq3v8x4s6v2x0z4w8p3n7m9k";

export const EXAMPLE_PARAMS: Readonly<Record<string, string>> = {
  deviceId: DEVICE_ID,
  credentialId: CREDENTIAL_ID,
  roleId: ROLE_ID,
  groupId: GROUP_ID,
  version: "2",
  certificateId: CERTIFICATE_ID,
  authorityId: AUTHORITY_ID,
  apiKeyId: API_KEY_ID,
  jobId: JOB_ID,
  sessionId: SESSION_ID,
  name: "result",
  memberId: MEMBER_ID,
  invitationId: INVITATION_ID,
  auditEntryId: AUDIT_ENTRY_ID,
  banId: BAN_ID,
  tokenIssuerId: TOKEN_ISSUER_ID,
};

export const exampleSession = {
  id: SESSION_ID,
  clientId: "pump-17",
  deviceId: DEVICE_ID,
  deviceName: "pump-17",
  state: "offline",
  address: "203.0.113.7",
  transport: "tls",
  protocolVersion: 5,
  persistent: true,
  sessionExpiryIntervalSeconds: 86_400,
  expiresAt: "2026-11-21T09:30:00.000Z",
  disconnectedAt: "2026-11-20T09:30:00.000Z",
  subscriptions: 1,
  queued: 1,
  queuedBytes: 21,
  inflight: 0,
} as const;

export const exampleSessionDetail = {
  ...exampleSession,
  willTopic: null,
  subscriptionList: [
    { filter: "pump-17/#", qos: 1, noLocal: false, retainAsPublished: false, subscriptionIdentifier: 0 },
  ],
  queue: [
    {
      topic: "pump-17/set",
      qos: 1,
      retain: false,
      inflight: false,
      bytes: 21,
      expiresAt: null,
      payload: "eyJzcGVlZCI6M30=",
    },
  ],
} as const;

export const exampleRetained = {
  topic: "hall/3/temperature",
  qos: 1,
  payloadBytes: 4,
  payload: "MTcuMg==",
  expiresAt: null,
  publisher: { deviceId: DEVICE_ID, clientId: "pump-17" },
} as const;

export const exampleJob = {
  id: JOB_ID,
  kind: "devices.import",
  state: "running",
  total: 2_000,
  done: 798,
  failed: 2,
  failure: null,
  createdBy: "ada@example.com",
  createdAt: "2026-11-20T09:30:00.000Z",
  startedAt: "2026-11-20T09:30:00.412Z",
  finishedAt: null,
  cancelRequested: false,
  files: [{ name: "secrets", bytes: 61_240 }],
} as const;

export const exampleMember = {
  id: MEMBER_ID,
  email: "grace@example.com",
  name: "Grace Hopper",
  role: "developer",
  joinedAt: "2026-11-20T09:20:00.000Z",
  lastActiveAt: "2026-11-20T10:01:00.000Z",
} as const;

export const exampleInvitation = {
  id: INVITATION_ID,
  role: "developer",
  email: "grace@example.com",
  status: "pending",
  invitedBy: "ada@example.com",
  createdAt: "2026-11-20T09:10:00.000Z",
  expiresAt: "2026-11-27T09:10:00.000Z",
  acceptedAt: null,
  revokedAt: null,
} as const;

export const exampleAuditEntry = {
  id: AUDIT_ENTRY_ID,
  at: "2026-11-20T10:02:11.080Z",
  actorKind: "user",
  actorId: MEMBER_ID,
  actor: "grace@example.com",
  address: "203.0.113.20",
  action: "device.update",
  targetKind: "device",
  targetId: DEVICE_ID,
  target: "pump-17",
  before: { status: "enabled" },
  after: { status: "disabled" },
  effect: null,
} as const;

export const exampleDevice = {
  id: DEVICE_ID,
  name: "pump-17",
  username: "acme/pump-17",
  description: "Cooling pump, hall 3",
  status: "enabled",
  labels: { site: "osaka" },
  roles: ["own-subtree"],
  version: 1,
  connection: { status: "offline" },
  createdAt: "2026-11-20T09:30:00.000Z",
  updatedAt: "2026-11-20T09:30:00.000Z",
  lastSeenAt: null,
} as const;

export const exampleOnlineDevice = {
  ...exampleDevice,
  connection: {
    status: "online",
    connections: 1,
    clientId: "pump-17",
    connectedAt: "2026-11-20T09:31:04.512Z",
    address: "203.0.113.7",
    transport: "tls",
    protocolVersion: 5,
  },
  lastSeenAt: "2026-11-20T09:31:04.512Z",
} as const;

export const exampleNewCredential = {
  id: CREDENTIAL_ID,
  username: "acme/pump-17",
  password: "Xq3vR7mT0aLw9eKc5uYh2sNb8gDf4jPz",
} as const;

export const exampleCredential = {
  id: CREDENTIAL_ID,
  name: "firmware 4",
  secretPrefix: "Xq3v",
  status: "active",
  createdAt: "2026-11-20T09:30:00.000Z",
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: "2026-11-20T09:31:04.512Z",
  lastUsedAddress: "203.0.113.7",
} as const;

const EXAMPLE_PEM = "-----BEGIN CERTIFICATE-----\nMIIBtjCCAVugAwIBAgIQ…\n-----END CERTIFICATE-----\n";

export const exampleAuthority = {
  id: AUTHORITY_ID,
  name: "Factory 2026",
  kind: "made",
  mapping: "none",
  status: "active",
  subject: "CN=Factory 2026, O=Acme Works, OU=cau_06eq3v8x4r2c8v4n0k6j5h7gfd",
  fingerprint: "5c1f0e9a7b3d4c2e8f6a1b0d9c8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e",
  pem: EXAMPLE_PEM,
  certificates: 12,
  notBefore: "2026-11-20T08:30:00.000Z",
  notAfter: "2046-11-15T09:30:00.000Z",
  createdAt: "2026-11-20T09:30:00.000Z",
  endedAt: null,
} as const;

export const exampleCertificate = {
  id: CERTIFICATE_ID,
  deviceId: DEVICE_ID,
  deviceName: "pump-17",
  authorityId: AUTHORITY_ID,
  origin: "issued",
  status: "active",
  subject: "CN=pump-17",
  issuer: exampleAuthority.subject,
  serialNumber: "5d2c9f01b7a84e6398c0d4e5f6a7b8c9",
  fingerprint: "0b1a2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9",
  notBefore: "2026-11-20T08:30:00.000Z",
  notAfter: "2027-11-20T08:30:00.000Z",
  createdAt: "2026-11-20T09:30:00.000Z",
  revokedAt: null,
  lastUsedAt: "2026-11-20T09:31:04.512Z",
} as const;

export const exampleAddedCertificate = {
  certificate: { ...exampleCertificate, lastUsedAt: null },
  pem: EXAMPLE_PEM + EXAMPLE_PEM,
  privateKey: "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49…\n-----END PRIVATE KEY-----\n",
} as const;

export const exampleApiKey = {
  id: API_KEY_ID,
  name: "provisioning",
  keyPrefix: "hato_k8Zq",
  scopes: ["devices"],
  status: "active",
  createdAt: "2026-11-20T09:00:00.000Z",
  expiresAt: "2027-11-20T00:00:00.000Z",
  revokedAt: null,
  lastUsedAt: null,
} as const;

export const exampleTenant = {
  id: "ten_06eq3v8x4k3v8m0t6c2d1e7hgj",
  slug: "acme",
  name: "Acme Works",
  createdAt: "2026-11-20T08:55:00.000Z",
} as const;

export const exampleEvent = {
  id: "evt_06eq3v90m400003w8j5t2r7k1c",
  at: "2026-11-20T09:31:08.101Z",
  type: "publishDenied",
  deviceId: DEVICE_ID,
  deviceName: "pump-17",
  clientId: "pump-17",
  address: "203.0.113.7",
  transport: "tls",
  topic: "alarms/hall-3",
  qos: 1,
  retain: false,
  reason: null,
  reasonCode: null,
  rule: null,
  count: 1,
  detail: null,
} as const;
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
const exampleIssuerSettings = {
  name: "Provisioning",
  issuer: "https://provisioning.acme.example",
  audience: "hato",
  algorithms: ["ES256"],
  jwksUrl: null,
  clockSkewSeconds: 30,
  deviceClaim: "sub",
  deviceBy: "name",
  rightsClaim: null,
  rightsMode: "narrow",
  enabled: true,
} as const;

export const exampleNewTokenIssuer = {
  ...exampleIssuerSettings,
  keys: [
    {
      type: "jwk",
      jwk: {
        kty: "EC",
        crv: "P-256",
        x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        kid: "2026-11",
      },
    },
  ],
} as const;

export const exampleTokenIssuer = {
  id: TOKEN_ISSUER_ID,
  ...exampleIssuerSettings,
  keys: [{ fingerprint: "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U", kid: "2026-11", algorithm: "ES256" }],
  version: 1,
  createdAt: "2026-11-20T09:40:00.000Z",
  updatedAt: "2026-11-20T09:40:00.000Z",
  lastUsedAt: null,
} as const;

export const exampleTokenTest = {
  accepted: true,
  fault: null,
  keysFault: null,
  claimed: { issuer: "https://provisioning.acme.example", alg: "ES256", kid: "2026-11" },
  issuer: { id: TOKEN_ISSUER_ID, name: "Provisioning" },
  device: { claimed: "pump-17", id: DEVICE_ID, name: "pump-17" },
  expiresAt: "2026-11-20T10:40:30.000Z",
  rights: null,
  listeners: ["mqtts", "wss"],
} as const;

export const exampleListenerPolicy = {
  mqtt: ["secret", "scram", "token", "anonymous"],
  mqtts: ["secret", "scram", "token", "certificate", "anonymous"],
  ws: ["secret", "scram", "token", "anonymous"],
  wss: ["secret", "scram", "token", "certificate", "anonymous"],
} as const;

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

export const exampleBan = {
  id: BAN_ID,
  clientId: null,
  device: null,
  network: "203.0.113.0/24",
  reason: "scans for passwords",
  createdBy: "ada@example.com",
  createdAt: "2026-11-20T10:00:00.000Z",
  expiresAt: "2036-11-27T10:00:00.000Z",
};

export const exampleLimits = {
  limits: [
    {
      name: "connectionsPerTenantMax",
      limit: 500,
      own: 500,
      ceiling: 100_000,
      min: 1,
      atLimit: "connectRefused" as const,
      used: 212,
      peak24h: 340,
    },
  ],
  policies: {
    overRate: "slow",
    fullQueue: "dropOldest",
    flappingConnectsMax: 15,
    flappingWindowSeconds: 60,
    flappingBanSeconds: 600,
  },
  version: 3,
  updatedAt: "2026-11-20T10:02:11.080Z",
  updatedBy: "ada@example.com",
};

export const exampleDeviceLimits = {
  limits: [
    {
      name: "messagesInPerSecondPerDeviceMax",
      limit: 50,
      own: 50,
      ceiling: 0,
      min: 0,
      atLimit: "slowed" as const,
    },
  ],
  version: 1,
  updatedAt: "2026-11-20T10:02:11.080Z",
};

const examplePeaks = {
  connections: 212,
  sessions: 230,
  retained: 1_204,
  retainedBytes: 148_210,
  queuedBytes: 20_480,
  subscriptionBytes: 96_000,
  connectsPerSecond: 3,
  messagesInPerSecond: 420,
  messagesOutPerSecond: 1_260,
  bytesInPerSecond: 61_440,
  bytesOutPerSecond: 190_000,
};

export const exampleUsage = {
  data: [
    {
      at: "2026-11-20T09:00:00.000Z",
      counts: {
        connects: 218,
        connectsRefused: 2,
        messagesIn: 1_080_000,
        messagesOut: 3_240_000,
        bytesIn: 158_000_000,
        bytesOut: 488_000_000,
        publishesDenied: 0,
        subscribesDenied: 1,
      },
      peaks: examplePeaks,
      dropped: { slowReceiver: 14 },
    },
  ],
  now: examplePeaks,
};
