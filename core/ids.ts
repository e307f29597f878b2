/**
 * Prefixed, sortable identifiers: `dev_01jd8x…`. 48 bits of milliseconds, then 80 random bits, in Crockford base32
 * (lower case), so that ids made later sort later and a pasted id says what it names.
 */

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** The things that carry an id, and the prefix each wears. */
export const ID_PREFIX = {
  user: "usr",
  tenant: "ten",
  device: "dev",
  credential: "crd",
  certificateAuthority: "cau",
  certificate: "crt",
  role: "rol",
  rule: "rul",
  group: "grp",
  apiKey: "key",
  audit: "aud",
  userSession: "uss",
  invitation: "inv",
  request: "req",
  event: "evt",
  tokenIssuer: "iss",
  ban: "ban",
  job: "job",
  trace: "trc",
  arming: "arm",
} as const;

export type IdKind = keyof typeof ID_PREFIX;

/**
 * Makes a new id of the given kind.
 * @param nowMs clock, in milliseconds since the epoch; an argument so that tests can hold it still
 * @param random fills 10 random bytes; an argument for the same reason
 */
export function newId(
  kind: IdKind,
  nowMs: number = Date.now(),
  random: (bytes: Uint8Array) => void = fillRandom,
): string {
  const bytes = new Uint8Array(16);
  let ms = nowMs;
  for (let i = 5; i >= 0; i--) {
    bytes[i] = ms % 256;
    ms = Math.floor(ms / 256);
  }
  random(bytes.subarray(6));
  return `${ID_PREFIX[kind]}_${base32(bytes)}`;
}

/** The first id that could have been made in this millisecond: a time as a place among sorted ids. */
export function idFloor(kind: IdKind, ms: number): string {
  return newId(kind, Math.max(0, ms), () => {});
}

/** True when `text` has the shape of an id of this kind; says nothing about whether it exists. */
export function isId(kind: IdKind, text: string): boolean {
  return text.length === 30 && text.startsWith(`${ID_PREFIX[kind]}_`) && /^[0-9a-hjkmnp-tv-z]{26}$/.test(text.slice(4));
}

function fillRandom(bytes: Uint8Array): void {
  crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
}

function base32(bytes: Uint8Array): string {
  let text = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(buffer >> bits) & 31];
    }
  }
  return bits > 0 ? text + ALPHABET[(buffer << (5 - bits)) & 31] : text;
}
