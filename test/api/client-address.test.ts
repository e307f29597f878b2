import { expect, test } from "vitest";
import { clientAddress } from "#app/_services/client-address.ts";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["2001:db8::7", "2001:db8::7"],
  ["::ffff:203.0.113.7", "::ffff:203.0.113.7"],
  // The proxy beside us adds whom it saw; what stands before that is the client's own claim.
  ["198.51.100.1, 203.0.113.7", "203.0.113.7"],
  ['evil"><script>', undefined],
  ["", undefined],
  [undefined, undefined],
])("x-forwarded-for: %s names %s", (header, address) => {
  expect(clientAddress(new Headers(header === undefined ? {} : { "x-forwarded-for": header }))).toBe(address);
});
