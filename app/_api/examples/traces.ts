import { ARMING_ID, DEVICE_ID, SESSION_ID, TRACE_ID } from "./ids.ts";

export const exampleTrace = {
  id: TRACE_ID,
  at: "2026-11-20T09:30:00.000Z",
  kind: "sampled",
  source: "client",
  publisher: {
    principalId: DEVICE_ID,
    deviceId: DEVICE_ID,
    deviceName: "pump-17",
    clientId: "pump-17",
    address: "203.0.113.7",
    transport: "tls",
    protocolVersion: 5,
  },
  topic: "pump-17/state",
  qos: 1,
  retain: false,
  payloadBytes: 42,
  outcome: "waiting",
  refusal: null,
  matched: 1,
  lost: 0,
  oneIn: 1,
  count: 1,
  lastAt: "2026-11-20T09:30:00.000Z",
  whole: true,
  receiver: null,
} as const;

export const exampleTraceDetail = {
  ...exampleTrace,
  retained: null,
  answer: 0,
  answeredOnceStored: true,
  receivers: [
    {
      principalId: DEVICE_ID,
      clientId: "dashboard",
      deviceId: DEVICE_ID,
      deviceName: "dashboard",
      filters: ["+/state"],
      qos: 1,
      online: false,
      persistent: true,
      state: "queued",
      reason: null,
      rule: null,
      limit: null,
      queuedAt: "2026-11-20T09:30:00.000Z",
      sentAt: null,
      receivedAt: null,
      acknowledgedAt: null,
      endedAt: null,
      sessionId: SESSION_ID,
      onDisk: true,
    },
  ],
  nearMisses: [],
  searchedAll: true,
} as const;

export const exampleArming = {
  id: ARMING_ID,
  deviceId: DEVICE_ID,
  topic: null,
  by: "ada@example.com",
  armedAt: "2026-11-20T09:30:00.000Z",
  until: "2026-11-20T09:45:00.000Z",
  kept: 12,
  max: 1_000,
} as const;

export const exampleStanding = {
  oneIn: 25,
  oldestAt: "2026-11-20T09:12:41.000Z",
  notKept: 0,
  armings: [exampleArming],
} as const;
