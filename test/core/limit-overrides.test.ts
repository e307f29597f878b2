import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEVICE_LIMITS, isRate, LIMIT_NAMES, LIMIT_SCOPES, lowerLimits, TENANT_LIMITS } from "#core/limit-overrides.ts";
import { DEFAULT_LIMITS, LIMIT_RANGES, type Limits } from "#core/limits.ts";

/** Any installation: each limit anywhere in its range. */
const ceilings = fc.record(
  Object.fromEntries(
    LIMIT_NAMES.map((name) => [name, fc.integer({ min: LIMIT_RANGES[name][0], max: LIMIT_RANGES[name][1] })]),
  ),
) as unknown as fc.Arbitrary<Limits>;

/** Whatever may stand in a JSON column: numbers good and bad, words, names that are no limit's. */
const stored = fc.dictionary(
  fc.oneof(fc.constantFrom(...LIMIT_NAMES), fc.constantFrom("__proto__", "constructor", "noLimit")),
  fc.oneof(fc.integer(), fc.double(), fc.maxSafeInteger(), fc.string(), fc.constant(null), fc.constant(0)),
);

describe("merging limits", () => {
  it("never exceeds the ceiling, never leaves the range, and touches nothing but what it may", () => {
    fc.assert(
      fc.property(ceilings, stored, stored, (installation, ofTenant, ofDevice) => {
        const tenant = lowerLimits(installation, ofTenant, TENANT_LIMITS);
        const device = lowerLimits(tenant, ofDevice, DEVICE_LIMITS);
        for (const [name, above, below] of LIMIT_NAMES.flatMap((name) => [
          [name, installation[name], tenant[name]] as const,
          [name, tenant[name], device[name]] as const,
        ])) {
          const [min, max] = LIMIT_RANGES[name];
          expect(below).toBeGreaterThanOrEqual(min);
          expect(below).toBeLessThanOrEqual(max);
          // 0 is "unlimited" of a rate: under a ceiling that is one, nobody gets it.
          if (isRate(name) && above === 0) continue;
          expect(below).toBeLessThanOrEqual(above);
          if (isRate(name)) expect(below).toBeGreaterThan(0);
        }
        for (const name of LIMIT_NAMES) {
          if (LIMIT_SCOPES[name] === "installation") expect(device[name]).toBe(installation[name]);
          if (LIMIT_SCOPES[name] === "tenant") expect(device[name]).toBe(tenant[name]);
        }
        expect(Object.keys(device)).toEqual(Object.keys(installation));
      }),
    );
  });

  it("takes what is lower", () => {
    const limits = lowerLimits({ ...DEFAULT_LIMITS, publishesPerSecondMax: 100 }, { receiveMaximum: 5 }, TENANT_LIMITS);
    expect(limits).toEqual({ ...DEFAULT_LIMITS, publishesPerSecondMax: 100, receiveMaximum: 5 });
    const rates = (ceiling: number, wanted: number) =>
      lowerLimits(
        { ...DEFAULT_LIMITS, publishesPerSecondMax: ceiling },
        { publishesPerSecondMax: wanted },
        TENANT_LIMITS,
      ).publishesPerSecondMax;
    expect([rates(0, 0), rates(0, 7), rates(5, 0), rates(5, 7), rates(7, 5)]).toEqual([0, 7, 5, 5, 5]);
  });
});
