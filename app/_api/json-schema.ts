import { z } from "zod";

/** A JSON Schema of draft 2020-12, which is what OpenAPI 3.1 speaks; only the parts that ours have. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Collects the schemas that have a name (`meta({ id })`) as components, so that each stands in the document once. */
export class SchemaComponents {
  readonly schemas: Record<string, JsonSchema> = {};

  /** @param io what is sent (defaults may be left out) or what is answered (all is there) */
  add(schema: z.ZodType, io: "input" | "output"): JsonSchema {
    // Wrapped, because only a schema inside another one is given as a reference.
    const whole = z.toJSONSchema(z.object({ it: schema }), {
      io,
      override: ({ jsonSchema }) => {
        // The format says it; zod's pattern is 300 characters of leap years.
        if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
        // Answers may gain fields; a client that refused them would break then.
        if (io === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      },
    });
    const { it, definitions } = asComponents(whole);
    Object.assign(this.schemas, definitions);
    return it;
  }
}

function asComponents(whole: unknown): { it: JsonSchema; definitions: Record<string, JsonSchema> } {
  const text = JSON.stringify(whole).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/');
  const { properties, $defs } = JSON.parse(text) as {
    properties: { it: JsonSchema };
    $defs?: Record<string, JsonSchema & { id?: string }>;
  };
  const definitions = Object.entries($defs ?? {}).map(([name, { id: _, ...schema }]) => [name, schema] as const);
  return { it: properties.it, definitions: Object.fromEntries(definitions) };
}
