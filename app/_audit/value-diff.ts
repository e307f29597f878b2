/** One field of an entry, as it was and as it is. */
export interface FieldChange {
  /** `labels.site` for a field inside a field. */
  readonly field: string;
  /** Undefined: it was not there, or was not written down. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

type Values = Readonly<Record<string, unknown>> | null;

/**
 * What changed, field by field, in the order in which they stand. Objects inside are opened once, so that of twenty
 * labels the one that changed is seen; what stayed is left out where there is something to compare with.
 */
export function diffOf(before: Values, after: Values): FieldChange[] {
  const was = flatten(before);
  const is = flatten(after);
  const fields = [...new Set([...was.keys(), ...is.keys()])];
  return fields
    .map((field) => ({ field, before: was.get(field), after: is.get(field) }))
    .filter((change) => change.before !== change.after);
}

function flatten(values: Values): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [field, value] of Object.entries(values ?? {})) {
    if (isPlain(value) && Object.keys(value).length > 0) {
      for (const [inner, innerValue] of Object.entries(value)) flat.set(`${field}.${inner}`, textOf(innerValue));
    } else flat.set(field, textOf(value));
  }
  return flat;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Text as it is, everything else as JSON writes it, a list of texts as people do. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value.join(", ");
  return JSON.stringify(value);
}
