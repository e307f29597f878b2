/** What is wrong with the form of a token issuer, in words that the page translates. */
export const FAULTS = [
  "required",
  "tooLong",
  "oneLine",
  "seconds",
  "taken",
  "invalidUrl",
  "notHttps",
  "noAlgorithm",
  "noKey",
  "notAKey",
  "privateKey",
  "secretKey",
  "otherType",
  "otherUse",
  "rsaTooShort",
  "rsaTooLong",
  "kidTooLong",
  "secretTooShort",
  "secretTooLong",
  "notEncodedSo",
  "keyTwice",
  "invalid",
] as const;
export type Fault = (typeof FAULTS)[number];

export interface FieldFault {
  /** A member of the draft; of a key `keys.0`. */
  readonly field: string;
  readonly fault: Fault;
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly code: string;
}

/** What zod and the use cases found, each at the field that a person sees; the first of each field. */
export function faultsOf(issues: readonly Issue[]): FieldFault[] {
  const faults = new Map<string, Fault>();
  for (const { path, code } of issues) {
    const [first, second] = path;
    if (first === undefined) continue;
    const field = first === "keys" && typeof second === "number" ? `keys.${second}` : String(first);
    if (!faults.has(field)) faults.set(field, faultOf(field, code));
  }
  return [...faults].map(([field, fault]) => ({ field, fault }));
}

function faultOf(field: string, code: string): Fault {
  if (field === "clockSkewSeconds") return "seconds";
  if (field === "algorithms") return "noAlgorithm";
  if (field === "keys") return "noKey";
  switch (code) {
    case "too_small":
      return "required";
    case "too_big":
      return "tooLong";
    case "custom":
      return "oneLine";
    case "taken":
      return field.startsWith("keys.") ? "keyTwice" : "taken";
    default: {
      const camel = code.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      return FAULTS.find((fault) => fault === camel) ?? "invalid";
    }
  }
}
