import fc from "fast-check";

/** Ways in which bytes go wrong on purpose. */
export type Mutation =
  | { readonly kind: "set"; readonly at: number; readonly value: number }
  | { readonly kind: "flip"; readonly at: number; readonly bit: number }
  | { readonly kind: "insert"; readonly at: number; readonly value: number; readonly times: number }
  | { readonly kind: "remove"; readonly at: number; readonly times: number }
  | { readonly kind: "repeat"; readonly at: number; readonly times: number }
  | { readonly kind: "cut"; readonly at: number };

/** Bytes that protocols trip over: ends of ranges, continuation bits, wildcards, surrogates. */
const AWKWARD = [0x00, 0x01, 0x02, 0x03, 0x7f, 0x80, 0xff, 0x23, 0x24, 0x2b, 0x2f, 0xc0, 0xed, 0xa0, 0x26, 0x0b];

/** Where `at` is from 0 to 1, a part of the length. */
export const mutationOf: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant("set" as const), at: fraction(), value: awkwardByte() }),
  fc.record({ kind: fc.constant("flip" as const), at: fraction(), bit: fc.nat(7) }),
  fc.record({
    kind: fc.constant("insert" as const),
    at: fraction(),
    value: awkwardByte(),
    times: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({ kind: fc.constant("remove" as const), at: fraction(), times: fc.integer({ min: 1, max: 10 }) }),
  fc.record({ kind: fc.constant("repeat" as const), at: fraction(), times: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant("cut" as const), at: fraction() }),
);

function fraction(): fc.Arbitrary<number> {
  // Headers are where it matters, so the beginning comes up more often.
  return fc
    .oneof(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 50 }))
    .map((thousandths) => thousandths / 1000);
}

function awkwardByte(): fc.Arbitrary<number> {
  return fc.oneof(fc.constantFrom(...AWKWARD), fc.nat(255));
}

/** Applies one after the other. */
export function mutate(bytes: Buffer, mutations: readonly Mutation[]): Buffer {
  let result = Buffer.from(bytes);
  for (const mutation of mutations) result = apply(result, mutation);
  return result;
}

function apply(bytes: Buffer<ArrayBuffer>, mutation: Mutation): Buffer<ArrayBuffer> {
  const at = Math.floor(mutation.at * bytes.length);
  switch (mutation.kind) {
    case "set":
      if (at < bytes.length) bytes[at] = mutation.value;
      return bytes;
    case "flip":
      if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << mutation.bit);
      return bytes;
    case "insert":
      return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(mutation.times, mutation.value), bytes.subarray(at)]);
    case "remove":
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + mutation.times)]);
    case "repeat":
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + mutation.times), bytes.subarray(at)]);
    case "cut":
      return Buffer.from(bytes.subarray(0, at));
  }
}
