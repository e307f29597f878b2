import { useTranslations } from "next-intl";
import type { JsonSchema } from "../_api/json-schema.ts";
import { boundsOf, type Field, typeOf } from "./fields.ts";
import { Prose } from "./prose.tsx";
import type { Translate } from "./translation.ts";

interface FieldsTableProps {
  readonly title: string;
  readonly fields: readonly Field[];
  readonly translate: Translate;
  /** Requests mark what must be there; answers have everything. */
  readonly marksRequired?: boolean;
}

/** Fields, one under the other: name and type on the first line, what there is to say on the next. */
export function FieldsTable({ title, fields, translate, marksRequired = false }: FieldsTableProps) {
  const t = useTranslations("apiDocs");
  return (
    <div className="flex flex-col gap-1.5">
      <h4 className="text-xs font-medium text-muted">{title}</h4>
      <dl className="divide-y rounded-lg border bg-surface">
        {fields.map(({ path, schema, required }) => (
          <div key={path} className="flex flex-col gap-0.5 px-3 py-2">
            <dt className="flex flex-wrap items-baseline gap-x-2">
              <code className="font-mono text-sm font-medium text-ink">{path}</code>
              <TypeName schema={schema} />
              {marksRequired && required ? <span className="text-xs text-warn">{t("required")}</span> : null}
            </dt>
            <dd className="text-sm text-muted">
              {schema.description === undefined ? null : <Prose text={translate(schema.description)} />}
              <Limits schema={schema} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

export function TypeName({ schema }: { readonly schema: JsonSchema }) {
  return (
    <span className="font-mono text-xs text-faint">
      {typeOf(schema).map((part) =>
        typeof part === "string" ? (
          part
        ) : (
          <a
            key={part.schemaName}
            href={`#schema-${part.schemaName}`}
            className="text-accent-text underline decoration-line-control underline-offset-2 hover:decoration-current"
          >
            {part.schemaName}
          </a>
        ),
      )}
    </span>
  );
}

/** Length, range and default, where there are any. */
function Limits({ schema }: { readonly schema: JsonSchema }) {
  const t = useTranslations("apiDocs");
  const bounds = boundsOf(schema);
  const words: string[] = [];
  if (bounds !== undefined) {
    const { kind, min, max } = bounds;
    if (max === undefined) words.push(t("boundMin", { kind, min: min ?? 0 }));
    else if (min === undefined) words.push(t("boundMax", { kind, max }));
    else words.push(t("boundBoth", { kind, min, max }));
  }
  if (schema.default !== undefined) words.push(t("default", { value: JSON.stringify(schema.default) }));
  if (words.length === 0) return null;
  return (
    <span className="text-xs text-faint">
      {schema.description === undefined ? "" : " "}
      {words.join(" · ")}
    </span>
  );
}
