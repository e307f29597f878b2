import { BAN_ID } from "./ids.ts";

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
