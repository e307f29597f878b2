import type { TokenTestView } from "../_services/token-issuers/token-test.ts";

/** What is asked of a token, one after the other, in words that the page translates. */
export const TOKEN_STEPS = [
  "form",
  "issuer",
  "algorithm",
  "key",
  "signature",
  "audience",
  "time",
  "device",
  "rights",
] as const;
export type TokenStep = (typeof TOKEN_STEPS)[number];

/** Which question the token failed at; undefined when at none. */
export function failedStep({ fault, issuer }: Pick<TokenTestView, "fault" | "issuer">): TokenStep | undefined {
  switch (fault) {
    case null:
      return undefined;
    case "tokenInvalid":
      // Read, and signed well; then a time is missing or is none.
      return issuer === null ? "form" : "time";
    case "tokenIssuerUnknown":
    case "tokenIssuerDisabled":
      return "issuer";
    case "tokenAlgorithm":
      return "algorithm";
    case "tokenKeyUnknown":
    case "tokenKeysUnavailable":
      return "key";
    case "tokenSignature":
      return "signature";
    case "tokenAudience":
      return "audience";
    case "tokenExpired":
    case "tokenNotYetValid":
      return "time";
    case "tokenRights":
      return "rights";
    case "tokenDevice":
    case "unknownDevice":
    case "deviceDisabled":
      return "device";
  }
}
