/** What the documentation shows. A test parses each example with the schema of its operation. */

const DEVICE_ID = "dev_06eq3v8x4m2t7k9r5b1c0d6fgh";
const CREDENTIAL_ID = "crd_06eq3v8x4n1s6j8q4a0b9c5edf";
const JOB_ID = "job_06eq3v8x4q7t1m5n2w6r4h8k0s";
const API_KEY_ID = "key_06eq3v8x4p0r5h7p3z8y7x4wv2";

export const EXAMPLE_PARAMS: Readonly<Record<string, string>> = {
  deviceId: DEVICE_ID,
  credentialId: CREDENTIAL_ID,
  apiKeyId: API_KEY_ID,
  jobId: JOB_ID,
  name: "result",
};

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
  secretPrefix: "Xq3v",
  status: "active",
  createdAt: "2026-11-20T09:30:00.000Z",
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: "2026-11-20T09:31:04.512Z",
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
