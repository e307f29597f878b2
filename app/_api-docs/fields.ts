import type { JsonSchema } from "../_api/json-schema.ts";

/** One line of a table of fields. */
export interface Field {
  /** `name`, `error.issues[].path`. */
  readonly path: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
}

/** The fields of an object, those of objects inside it too; what has a name of its own stays one line. */
export function fieldsOf(schema: JsonSchema, prefix: string = ""): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const field: Field = { path, schema: property, required: schema.required?.includes(name) ?? false };
    if (property.properties !== undefined) return [field, ...fieldsOf(property, `${path}.`)];
    if (property.items?.properties !== undefined) return [field, ...fieldsOf(property.items, `${path}[].`)];
    return [field];
  });
}

/** A part of a type's name: plain, or the name of a schema to go to. */
export type TypePart = string | { readonly schemaName: string };

/** How a type is written: `string`, `Device[]`, `Connection | null`. */
export function typeOf(schema: JsonSchema): TypePart[] {
  if (schema.$ref !== undefined) return [{ schemaName: schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1) }];
  if (schema.const !== undefined) return [JSON.stringify(schema.const)];
  if (schema.enum !== undefined) return [schema.enum.map((value) => JSON.stringify(value)).join(" | ")];
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) {
    return alternatives.flatMap((one, index) => (index === 0 ? typeOf(one) : [" | ", ...typeOf(one)]));
  }
  if (schema.items !== undefined) return arrayOf(typeOf(schema.items));
  if (typeof schema.additionalProperties === "object") {
    return ["{ [key]: ", ...typeOf(schema.additionalProperties), " }"];
  }
  const name = Array.isArray(schema.type) ? schema.type.join(" | ") : (schema.type ?? "any");
  return [schema.format === "date-time" ? name.replace("string", "date-time") : name];
}

function arrayOf(item: TypePart[]): TypePart[] {
  const plain = item.length === 1 && (typeof item[0] === "object" || !item[0]?.includes(" "));
  return plain ? [...item, "[]"] : ["(", ...item, ")[]"];
}

/** What tells one of several shapes from the others: `status = "online"`. */
export function conditionOf(schema: JsonSchema): string {
  return Object.entries(schema.properties ?? {})
    .filter(([, property]) => property.const !== undefined)
    .map(([name, property]) => `${name} = ${JSON.stringify(property.const)}`)
    .join(", ");
}

/** What a value must keep to, beyond its type: `1–128 chars`, `default 50`. */
export interface Bounds {
  readonly kind: "chars" | "items" | "value";
  readonly min: number | undefined;
  readonly max: number | undefined;
}

export function boundsOf(schema: JsonSchema): Bounds | undefined {
  const found = (kind: Bounds["kind"], min: number | undefined, max: number | undefined) =>
    min === undefined && max === undefined ? undefined : { kind, min, max };
  return (
    found("chars", schema.minLength, schema.maxLength) ??
    found("items", schema.minItems, schema.maxItems) ??
    found("value", schema.minimum, schema.maximum)
  );
}
