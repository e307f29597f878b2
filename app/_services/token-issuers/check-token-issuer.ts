import { type IssuerKey, TOKEN_ALGORITHMS, type TokenAlgorithm } from "#core/token.ts";
import { services } from "../database.ts";
import { ApiError, type Issue } from "../errors.ts";

/** What of an issuer must fit together. */
interface Settings {
  readonly audience: string | null;
  readonly algorithms: readonly string[];
  readonly jwksUrl: string | null;
  readonly keys: readonly IssuerKey[];
}

/**
 * Refuses an issuer that could never let anybody in, or more than was meant.
 * @param issues what was found wrong before
 * @throws ApiError invalid_request, with an issue at each field
 */
export function requireSoundIssuer(settings: Settings, issues: readonly Issue[]): void {
  const all = issues.length > 0 ? issues : findIssues(settings);
  const [first] = all;
  if (first === undefined) return;
  throw new ApiError("invalid_request", `The token issuer is not valid: ${first.path.join(".")} ${first.message}`, {
    issues: all,
  });
}

/** What an issuer's tokens may be signed with when nobody has said so: what its keys can check. */
export function algorithmsOf(keys: readonly IssuerKey[], jwksUrl: string | null): TokenAlgorithm[] {
  return TOKEN_ALGORITHMS.filter((algorithm) =>
    jwksUrl === null ? keys.some((key) => key.algorithm === algorithm) : algorithm !== "HS256",
  );
}

function findIssues({ audience, algorithms, jwksUrl, keys }: Settings): Issue[] {
  const issues: Issue[] = [];
  const add = (field: string, code: string, message: string) => issues.push({ path: [field], code, message });
  if (jwksUrl !== null) {
    const fault = urlFault(jwksUrl);
    if (fault !== undefined) add("jwksUrl", ...fault);
    if (keys.length > 0) add("keys", "not_both", "must be empty where keys are published");
    // Whoever publishes keys signs for others too: without an audience, tokens meant for them would be taken here.
    if (audience === null) add("audience", "required", "is required where keys are published");
    if (algorithms.includes("HS256")) add("algorithms", "not_published", "must not hold HS256, whose keys are secret");
    return issues;
  }
  if (keys.length === 0) add("keys", "required", "must hold a key, or jwksUrl say where they are");
  const without = algorithms.find((algorithm) => !keys.some((key) => key.algorithm === algorithm));
  if (keys.length > 0 && without !== undefined)
    add("algorithms", "no_key", `holds ${without}, for which there is no key`);
  const unused = keys.find((key) => !algorithms.includes(key.algorithm));
  if (unused !== undefined) add("algorithms", "key_unused", `must hold ${unused.algorithm}, for which there is a key`);
  return issues;
}

function urlFault(text: string): [code: string, message: string] | undefined {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "" || url.hash !== "" || url.hostname === "") {
    return ["invalid_url", "must be an address such as https://id.example.com/.well-known/jwks.json"];
  }
  const plainToo = services().config.jwksPrivateNetworks.length > 0;
  if (url.protocol === "https:" || (plainToo && url.protocol === "http:")) return undefined;
  return ["not_https", "must begin with https://"];
}
