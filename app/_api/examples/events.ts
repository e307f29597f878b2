import { DEVICE_ID } from "./ids.ts";

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
