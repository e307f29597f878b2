import { DEVICE_ID, TOKEN_ISSUER_ID } from "./ids.ts";

const exampleIssuerSettings = {
  name: "Provisioning",
  issuer: "https://provisioning.acme.example",
  audience: "hato",
  algorithms: ["ES256"],
  jwksUrl: null,
  clockSkewSeconds: 30,
  deviceClaim: "sub",
  deviceBy: "name",
  rightsClaim: null,
  rightsMode: "narrow",
  enabled: true,
} as const;

export const exampleNewTokenIssuer = {
  ...exampleIssuerSettings,
  keys: [
    {
      type: "jwk",
      jwk: {
        kty: "EC",
        crv: "P-256",
        x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        kid: "2026-11",
      },
    },
  ],
} as const;

export const exampleTokenIssuer = {
  id: TOKEN_ISSUER_ID,
  ...exampleIssuerSettings,
  keys: [{ fingerprint: "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U", kid: "2026-11", algorithm: "ES256" }],
  version: 1,
  createdAt: "2026-11-20T09:40:00.000Z",
  updatedAt: "2026-11-20T09:40:00.000Z",
  lastUsedAt: null,
} as const;

export const exampleTokenTest = {
  accepted: true,
  fault: null,
  keysFault: null,
  claimed: { issuer: "https://provisioning.acme.example", alg: "ES256", kid: "2026-11" },
  issuer: { id: TOKEN_ISSUER_ID, name: "Provisioning" },
  device: { claimed: "pump-17", id: DEVICE_ID, name: "pump-17" },
  expiresAt: "2026-11-20T10:40:30.000Z",
  rights: null,
  listeners: ["mqtts", "wss"],
} as const;

export const exampleListenerPolicy = {
  mqtt: ["secret", "scram", "token", "anonymous"],
  mqtts: ["secret", "scram", "token", "certificate", "anonymous"],
  ws: ["secret", "scram", "token", "anonymous"],
  wss: ["secret", "scram", "token", "certificate", "anonymous"],
} as const;
