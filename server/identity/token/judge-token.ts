import { errors, type JWTPayload, jwtVerify } from "jose";
import type { PublishedKeysFault } from "#core/control.ts";
import { isId } from "#core/ids.ts";
import { DEVICE_NAME } from "#core/names.ts";
import type { TokenFault } from "#core/token.ts";
import { type Grant, parseRightsClaim } from "#core/token-rights.ts";
import type { IdentityIssuer } from "#db/queries/token-issuers.ts";
import type { TokenStanding } from "../../identity.ts";
import type { PublishedKeys } from "./published-keys.ts";
import { readToken, type UncheckedToken } from "./read-token.ts";
import { rulingOf } from "./standing.ts";
import type { GivenKeys, VerificationKey } from "./verification-key.ts";

/** What judging a token takes. */
export interface TokenJudge {
  /** Whose `iss` this is in the tenant. */
  readonly findIssuer: (issuer: string) => Promise<IdentityIssuer | undefined>;
  readonly givenKeys: GivenKeys;
  readonly publishedKeys: PublishedKeys;
}

/** The token is good. */
export interface TokenTaken {
  readonly ok: true;
  readonly issuer: IdentityIssuer;
  readonly unchecked: UncheckedToken;
  /** Whom the token is for: a name or an id, as the issuer says; nobody has looked yet whether there is such a device. */
  readonly device: string;
  readonly grant: Grant | undefined;
  readonly expiresAtMs: number;
  readonly standing: TokenStanding;
}

/** The token is refused, and how far it came. */
export interface TokenRefused {
  readonly ok: false;
  readonly fault: TokenFault;
  readonly unchecked?: UncheckedToken | undefined;
  readonly issuer?: IdentityIssuer | undefined;
  /** Why there are no keys. */
  readonly keysFault?: PublishedKeysFault | undefined;
}

export type TokenVerdict = TokenTaken | TokenRefused;

/** Signatures checked for one token at most, where its header does not say by which key it was made. */
const KEYS_TRIED_MAX = 10;
/** The end of the year 9999, after which dates cannot be written. */
const EXP_MAX = 253_402_300_799;

/**
 * Judges a token for one tenant (RFC 7519, with the advice of RFC 8725): its `iss` chooses the issuer, the issuer the
 * algorithms and the keys, and each key the one algorithm it may be used with. Nothing the token says is believed
 * before its signature is right, but what chooses.
 */
export async function judgeToken(token: Buffer, judge: TokenJudge, nowMs: number = Date.now()): Promise<TokenVerdict> {
  const unchecked = readToken(token);
  if (unchecked === undefined) return { ok: false, fault: "tokenInvalid" };
  const issuer = await judge.findIssuer(unchecked.issuer);
  if (issuer === undefined) return { ok: false, fault: "tokenIssuerUnknown", unchecked };
  const refused = (fault: TokenFault): TokenRefused => ({ ok: false, fault, unchecked, issuer });
  if (!issuer.enabled) return refused("tokenIssuerDisabled");
  const { algorithm } = unchecked;
  if (algorithm === undefined || !issuer.algorithms.includes(algorithm)) return refused("tokenAlgorithm");
  const found = await keysFor(unchecked, issuer, judge);
  if ("fault" in found) return { ...refused("tokenKeysUnavailable"), keysFault: found.fault };
  if (found.keys.length === 0) return refused("tokenKeyUnknown");
  const checked = await check(unchecked, issuer, found.keys, nowMs);
  if ("fault" in checked) return refused(checked.fault);
  const { claims, fingerprint } = checked;
  const device = deviceOf(claims, issuer);
  if (device === undefined) return refused("tokenDevice");
  const grant = grantOf(claims, issuer);
  if (grant === "invalid") return refused("tokenRights");
  const expiresAtMs = ((claims.exp ?? 0) + issuer.clockSkewSeconds) * 1000;
  const standing = { ruling: rulingOf(issuer), algorithm, fingerprint };
  return { ok: true, issuer, unchecked, device, grant, expiresAtMs, standing };
}

/** The issuer's keys that this token may have been signed with. */
async function keysFor(
  { algorithm, kid }: UncheckedToken,
  issuer: IdentityIssuer,
  { givenKeys, publishedKeys }: TokenJudge,
): Promise<{ keys: readonly VerificationKey[] } | { fault: PublishedKeysFault }> {
  const fitting = (keys: readonly VerificationKey[]) =>
    keys
      .filter((key) => key.algorithm === algorithm && (kid === undefined || key.kid === null || key.kid === kid))
      .slice(0, KEYS_TRIED_MAX);
  const { id, tenantId, jwksUrl } = issuer;
  if (jwksUrl === null) return { keys: fitting(givenKeys.of(issuer)) };
  const answer = await publishedKeys.of({ id, tenantId, jwksUrl }, (keys) => fitting(keys).length > 0);
  return "fault" in answer ? answer : { keys: fitting(answer.keys) };
}

type Checked =
  | { readonly claims: JWTPayload; readonly fingerprint: string | undefined }
  | { readonly fault: TokenFault };

async function check(
  { text, alg }: UncheckedToken,
  { issuer, audience, clockSkewSeconds }: IdentityIssuer,
  keys: readonly VerificationKey[],
  nowMs: number,
): Promise<Checked> {
  const nowSeconds = nowMs / 1000;
  const options = {
    algorithms: [alg],
    issuer,
    ...(audience === null ? {} : { audience }),
    clockTolerance: clockSkewSeconds,
    currentDate: new Date(nowMs),
    requiredClaims: ["exp"],
  };
  for (const { key, fingerprint } of keys) {
    try {
      const { payload: claims } = await jwtVerify(text, key, options);
      const { exp = Number.POSITIVE_INFINITY, iat } = claims;
      if (!(exp > 0 && exp <= EXP_MAX)) return { fault: "tokenInvalid" };
      if (iat !== undefined && typeof iat !== "number") return { fault: "tokenInvalid" };
      if (iat !== undefined && iat > nowSeconds + clockSkewSeconds) return { fault: "tokenNotYetValid" };
      return { claims, fingerprint };
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) continue;
      return { fault: faultOf(error) };
    }
  }
  return { fault: "tokenSignature" };
}

/** @throws what is no fault of the token */
function faultOf(error: unknown): TokenFault {
  if (error instanceof errors.JWTExpired) return "tokenExpired";
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === "aud") return "tokenAudience";
    return error.claim === "nbf" && error.reason === "check_failed" ? "tokenNotYetValid" : "tokenInvalid";
  }
  if (error instanceof errors.JOSEError) return "tokenInvalid";
  throw error;
}

function deviceOf(claims: JWTPayload, { deviceClaim, deviceBy }: IdentityIssuer): string | undefined {
  const device = Object.hasOwn(claims, deviceClaim) ? claims[deviceClaim] : undefined;
  if (typeof device !== "string") return undefined;
  return (deviceBy === "id" ? isId("device", device) : DEVICE_NAME.test(device)) ? device : undefined;
}

/**
 * Where an issuer narrows, a token without the claim has what its device's roles allow; where it replaces, there would
 * be nothing to replace them with.
 */
function grantOf(claims: JWTPayload, { rightsClaim, rightsMode: mode }: IdentityIssuer): Grant | undefined | "invalid" {
  if (rightsClaim === null) return undefined;
  if (!Object.hasOwn(claims, rightsClaim)) return mode === "narrow" ? undefined : "invalid";
  const rules = parseRightsClaim(claims[rightsClaim]);
  return rules === undefined ? "invalid" : { mode, rules };
}
