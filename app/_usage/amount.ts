"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useMemo } from "react";

/** What a number counts. */
export type Unit = "count" | "bytes" | "seconds" | "days";

const BINARY = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** Of a limit, by its name: units stand in names. */
export function unitOf(name: string): Unit {
  if (name.includes("Bytes") || name.includes("bytes")) return "bytes";
  if (name.includes("PerSecond")) return "count";
  if (name.includes("Seconds")) return "seconds";
  return name.includes("Days") ? "days" : "count";
}

/** Bytes in the largest unit of which there is one: `1.5 MiB`. */
export function inBinary(bytes: number): { readonly value: number; readonly unit: string } {
  let [value, step] = [bytes, 0];
  while (value >= 1024 && step < BINARY.length - 1) {
    value /= 1024;
    step++;
  }
  return { value, unit: BINARY[step] ?? "B" };
}

/** Writes amounts as people read them, in their language. */
export function useAmount(): (value: number, unit: Unit, perSecond?: boolean) => string {
  const format = useFormatter();
  const t = useTranslations("usage.amount");
  return useMemo(() => {
    const plain = (value: number, digits = 0) => format.number(value, { maximumFractionDigits: digits });
    const amount = (value: number, unit: Unit): string => {
      switch (unit) {
        case "bytes": {
          const { value: shown, unit: name } = inBinary(value);
          return `${plain(shown, shown < 10 && name !== "B" ? 1 : 0)} ${name}`;
        }
        case "seconds":
          return value >= 172_800 ? t("days", { count: value / 86_400 }) : t("seconds", { count: value });
        case "days":
          return t("days", { count: value });
        case "count":
          return plain(value, value > 0 && value < 10 ? 1 : 0);
      }
    };
    return (value, unit, perSecond = false) =>
      perSecond ? t("perSecond", { amount: amount(value, unit) }) : amount(value, unit);
  }, [format, t]);
}
