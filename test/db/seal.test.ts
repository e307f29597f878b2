import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { seal, unseal } from "#db/seal.ts";
import { deriveKeys } from "#db/secrets.ts";

const { seal: key } = deriveKeys("a secret of this test, and of no other");
const secret = Buffer.from("what nobody may read in a dump");

describe("a sealed secret", () => {
  it("is opened where it belongs, and does not show in what is kept", () => {
    const sealed = seal(key, "here", secret);
    expect(sealed.includes(secret)).toBe(false);
    expect(unseal(key, "here", sealed)).toEqual(secret);
    expect(unseal(key, "here", seal(key, "here", Buffer.alloc(0)))).toEqual(Buffer.alloc(0));
  });

  it("is never sealed twice alike", () => {
    expect(seal(key, "here", secret).equals(seal(key, "here", secret))).toBe(false);
  });

  it.each([
    ["elsewhere", () => unseal(key, "there", seal(key, "here", secret))],
    ["under another key", () => unseal(randomBytes(32), "here", seal(key, "here", secret))],
    ["cut short", () => unseal(key, "here", seal(key, "here", secret).subarray(0, 20))],
    ["of another version", () => unseal(key, "here", Buffer.from([2, ...seal(key, "here", secret).subarray(1)]))],
  ])("is not opened %s", (_how, open) => {
    expect(open).toThrow();
  });

  it("is not opened when any of its bytes is another", () => {
    const sealed = seal(key, "here", secret);
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(() => unseal(key, "here", changed)).toThrow();
    }
  });
});
