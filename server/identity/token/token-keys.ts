import { guardedFetch } from "./guarded-fetch.ts";
import type { TokenKeys } from "./identify-by-token.ts";
import { blockList } from "./public-address.ts";
import { PublishedKeys } from "./published-keys.ts";
import { GivenKeys } from "./verification-key.ts";

/** Less than a CONNECT waits for its answer. */
const FETCH_MS_MAX = 3_000;
const JWKS_BYTES_MAX = 256 * 1024;

/** The keys of token issuers, those given by hand and those published, for one broker. */
export function tokenKeysOf({
  seal,
  privateNetworks,
}: {
  seal: Buffer;
  privateNetworks: readonly string[];
}): TokenKeys {
  const options = { privateNetworks: blockList(privateNetworks), timeoutMs: FETCH_MS_MAX, bytesMax: JWKS_BYTES_MAX };
  return {
    givenKeys: new GivenKeys(seal),
    publishedKeys: new PublishedKeys({ fetch: (url) => guardedFetch(url, options) }),
  };
}
