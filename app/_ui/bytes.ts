const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** How a number formatter says so many bytes, three digits long. */
export function bytesFormat(bytes: number) {
  const power = bytes < 1_000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return {
    value: bytes / 1_000 ** power,
    options: {
      style: "unit",
      unit: UNITS[power],
      unitDisplay: power === 0 ? "narrow" : "short",
      maximumSignificantDigits: 3,
    } as const,
  };
}
