import { AUTHORITY_ID, CERTIFICATE_ID, DEVICE_ID } from "./ids.ts";

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
