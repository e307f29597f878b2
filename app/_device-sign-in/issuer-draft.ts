import type { TokenAlgorithm } from "#core/token.ts";
import type { TokenIssuerView } from "../_services/token-issuers/token-issuer.ts";

/** What stands in the form of a token issuer, as typed. */
export interface IssuerDraft {
  readonly name: string;
  readonly issuer: string;
  readonly audience: string;
  readonly keysFrom: "given" | "published";
  readonly keys: readonly KeyDraft[];
  readonly jwksUrl: string;
  readonly algorithms: readonly TokenAlgorithm[];
  readonly clockSkewSeconds: string;
  readonly deviceClaim: string;
  readonly deviceBy: "name" | "id";
  readonly withRights: boolean;
  readonly rightsClaim: string;
  readonly rightsMode: "narrow" | "replace";
}

/** A key of the form: one the issuer has, or one that is being entered. */
export type KeyDraft =
  | {
      readonly kind: "kept";
      readonly fingerprint: string;
      readonly kid: string | null;
      readonly algorithm: TokenAlgorithm;
    }
  | { readonly kind: "public"; readonly mark: number; readonly text: string; readonly kid: string }
  | {
      readonly kind: "secret";
      readonly mark: number;
      readonly text: string;
      readonly encoding: "utf8" | "base64" | "base64url" | "hex";
      readonly kid: string;
    };

/** How published keys may sign. */
export const PUBLISHED_ALGORITHMS = ["RS256", "ES256", "EdDSA"] as const;

export const EMPTY_ISSUER: IssuerDraft = {
  name: "",
  issuer: "",
  audience: "",
  keysFrom: "given",
  keys: [{ kind: "public", mark: 0, text: "", kid: "" }],
  jwksUrl: "",
  algorithms: PUBLISHED_ALGORITHMS,
  clockSkewSeconds: "30",
  deviceClaim: "sub",
  deviceBy: "name",
  withRights: false,
  rightsClaim: "acl",
  rightsMode: "narrow",
};

export function draftOf(issuer: TokenIssuerView): IssuerDraft {
  return {
    name: issuer.name,
    issuer: issuer.issuer,
    audience: issuer.audience ?? "",
    keysFrom: issuer.jwksUrl === null ? "given" : "published",
    keys: issuer.keys.map((key) => ({ kind: "kept", ...key })),
    jwksUrl: issuer.jwksUrl ?? "",
    algorithms: issuer.jwksUrl === null ? PUBLISHED_ALGORITHMS : issuer.algorithms,
    clockSkewSeconds: String(issuer.clockSkewSeconds),
    deviceClaim: issuer.deviceClaim,
    deviceBy: issuer.deviceBy,
    withRights: issuer.rightsClaim !== null,
    rightsClaim: issuer.rightsClaim ?? "acl",
    rightsMode: issuer.rightsMode,
  };
}

/** The draft as the use cases take it; what cannot be one is left for their own words. */
export function inputOf(draft: IssuerDraft) {
  const published = draft.keysFrom === "published";
  return {
    name: draft.name,
    issuer: draft.issuer,
    audience: draft.audience.trim() === "" ? null : draft.audience,
    jwksUrl: published ? draft.jwksUrl.trim() : null,
    ...(published ? { algorithms: draft.algorithms } : {}),
    keys: published ? [] : draft.keys.map(keyInputOf),
    clockSkewSeconds: draft.clockSkewSeconds.trim() === "" ? Number.NaN : Number(draft.clockSkewSeconds),
    deviceClaim: draft.deviceClaim,
    deviceBy: draft.deviceBy,
    rightsClaim: draft.withRights ? draft.rightsClaim : null,
    rightsMode: draft.rightsMode,
  };
}

function keyInputOf(key: KeyDraft) {
  switch (key.kind) {
    case "kept":
      return { type: "kept", fingerprint: key.fingerprint };
    case "secret":
      return { type: "secret", secret: key.text.trim(), encoding: key.encoding, ...kidOf(key.kid) };
    case "public": {
      const jwk = parseJwk(key.text);
      if (jwk !== undefined) return { type: "jwk", jwk, ...kidOf(key.kid) };
      return { type: "pem", pem: key.text.trim(), ...kidOf(key.kid) };
    }
  }
}

const kidOf = (kid: string) => (kid.trim() === "" ? {} : { kid });

function parseJwk(text: string): Record<string, unknown> | undefined {
  if (!text.trim().startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
