import { DEVICE_ID, SESSION_ID } from "./ids.ts";

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
