import { JOB_ID } from "./ids.ts";

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
