/** What a form shows after it was sent: what was typed, and what is wrong with it. */
export interface FormState {
  /** By field name; never a password. */
  readonly values: Readonly<Record<string, string>>;
  /** By field name, in the person's language. */
  readonly errors: Readonly<Record<string, string>>;
  /** What concerns no single field. */
  readonly message?: string;
}

export const EMPTY_FORM: FormState = { values: {}, errors: {} };

/** One text field of a form; a file or a missing field is the empty text. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** The named text fields of a form. */
export function valuesOf<Name extends string>(form: FormData, names: readonly Name[]): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, textOf(form, name)])) as Record<Name, string>;
}
