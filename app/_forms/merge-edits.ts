/** A field that is not everywhere the same: as the edit found it, as somebody else saved it, as it stands in the form. */
export interface FieldClash<Values> {
  readonly field: keyof Values & string;
  readonly changedByThem: boolean;
  readonly changedByMe: boolean;
}

export interface MergedEdits<Values> {
  /** What I changed over what is saved now; what only they changed stays theirs. */
  readonly merged: Values;
  readonly clashes: readonly FieldClash<Values>[];
}

/** Puts an edit on top of what somebody else saved after it began, field by field. */
export function mergeEdits<Values extends object>(base: Values, theirs: Values, mine: Values): MergedEdits<Values> {
  const fields = Object.keys(base) as (keyof Values & string)[];
  const clashes = fields
    .map((field) => ({
      field,
      changedByThem: !isSameValue(base[field], theirs[field]),
      changedByMe: !isSameValue(base[field], mine[field]),
    }))
    .filter(({ field, changedByThem, changedByMe }) =>
      changedByThem ? !isSameValue(theirs[field], mine[field]) : changedByMe,
    );
  const own = fields.filter((field) => !isSameValue(base[field], mine[field])).map((field) => [field, mine[field]]);
  return { merged: { ...theirs, ...Object.fromEntries(own) }, clashes };
}

/** Whether two values of a form say the same; the order of an object's keys says nothing. */
export function isSameValue(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, sorted) === JSON.stringify(other, sorted);
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
