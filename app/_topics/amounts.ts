"use client";

import { useFormatter, useTranslations } from "next-intl";

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** How long ago, in one short unit; by the broker's clock, which may run ahead of what it told last. */
export function useAge(): (ms: number) => string {
  const format = useFormatter();
  return (ms) => {
    const seconds = Math.max(0, Math.floor(ms / 1_000));
    const [unit, length] = UNITS.find(([, each]) => seconds >= each) ?? UNITS[3];
    return format.number(Math.floor(seconds / length), { style: "unit", unit, unitDisplay: "narrow" });
  };
}

/** Less than this a second is said by the age of the last message. */
const RATE_SHOWN_MIN = 0.05;

/** Messages a second in two digits, so that the number does not tremble; empty where hardly any come. */
export function useRate(): (perSecond: number) => string {
  const t = useTranslations("topics.columns");
  const format = useFormatter();
  return (perSecond) =>
    perSecond < RATE_SHOWN_MIN
      ? ""
      : t("perSecond", { rate: format.number(perSecond, { maximumSignificantDigits: 2, notation: "compact" }) });
}

/** Beyond this the digits of a measured value say less than its magnitude. */
const PLAIN_BELOW = 1e9;

/** A measured value in six digits. */
export function useMeasured(): (value: number) => string {
  const format = useFormatter();
  return (value) =>
    format.number(value, {
      maximumSignificantDigits: 6,
      notation: Math.abs(value) < PLAIN_BELOW ? "standard" : "scientific",
    });
}
