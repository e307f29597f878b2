import { TEXT_LIMITS } from "#core/limits.ts";

/** Labels as one line of text: `site=osaka, hall=3`. A value may hold `=`, and no comma. */

export function formatLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");
}

const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Undefined when the text is none. */
export function parseLabels(text: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  for (const pair of text.split(",").map((part) => part.trim())) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const [key, value] = [pair.slice(0, Math.max(equals, 0)).trim(), pair.slice(equals + 1).trim()];
    if (equals === -1 || !KEY.test(key) || key.length > TEXT_LIMITS.labelKeyCharsMax) return undefined;
    if (value.length > TEXT_LIMITS.labelValueCharsMax || Object.hasOwn(labels, key)) return undefined;
    labels[key] = value;
  }
  return Object.keys(labels).length > TEXT_LIMITS.labelsMax ? undefined : labels;
}
