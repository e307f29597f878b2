import { DEVICE_ID } from "./ids.ts";

export const exampleTopic = {
  path: "hall/3",
  name: "3",
  children: 2,
  topics: 2,
  messages: 1_841,
  ownMessages: 0,
  messagesPerSecond: 2.01,
  lastAt: "2026-11-20T09:31:08.250Z",
  retained: false,
  value: null,
} as const;

export const exampleTopicMessage = {
  topic: "hall/3/temperature",
  at: "2026-11-20T09:31:08.101Z",
  qos: 1,
  retain: false,
  payload: "MTcuMg==",
  payloadBytes: 4,
  properties: { contentType: "text/plain" },
  publisher: { deviceId: DEVICE_ID, deviceName: "pump-17", clientId: "pump-17" },
} as const;

export const exampleBusiest = {
  seconds: 14.25,
  topics: [{ topic: "hall/3/temperature", messagesPerSecond: 12.1 }],
  clients: [{ deviceId: DEVICE_ID, deviceName: "pump-17", clientId: "pump-17", messagesPerSecond: 14.9 }],
} as const;
