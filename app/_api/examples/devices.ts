import { CREDENTIAL_ID, DEVICE_ID } from "./ids.ts";

export const exampleDevice = {
  id: DEVICE_ID,
  name: "pump-17",
  username: "acme/pump-17",
  description: "Cooling pump, hall 3",
  status: "enabled",
  labels: { site: "osaka" },
  roles: ["own-subtree"],
  version: 1,
  connection: { status: "offline", asOf: "2026-11-20T09:30:00.000Z" },
  createdAt: "2026-11-20T09:30:00.000Z",
  updatedAt: "2026-11-20T09:30:00.000Z",
  lastSeenAt: null,
} as const;

export const exampleOnlineDevice = {
  ...exampleDevice,
  connection: {
    status: "online",
    asOf: "2026-11-20T09:31:20.031Z",
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
