import { API_KEY_ID, AUDIT_ENTRY_ID, DEVICE_ID, INVITATION_ID, MEMBER_ID } from "./ids.ts";

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
  deletionDueAt: null,
} as const;
