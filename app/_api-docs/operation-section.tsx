import { useTranslations } from "next-intl";
import type { OpenApiDocument, OperationObject } from "../_api/openapi.ts";
import type { AnyOperation } from "../_api/operation.ts";
import { ERROR_STATUS } from "../_services/errors.ts";
import { Badge } from "../_ui/badge.tsx";
import { CodeSample } from "./code-sample.tsx";
import { curl } from "./curl.ts";
import { fieldsOf } from "./fields.ts";
import { FieldsTable } from "./fields-table.tsx";
import { Prose } from "./prose.tsx";
import type { Translate } from "./translation.ts";

interface OperationSectionProps {
  readonly operation: AnyOperation;
  readonly document: OpenApiDocument;
  readonly baseUrl: string;
  readonly translate: Translate;
}

/** One operation: words and fields on the left, a request that works and its answer on the right. */
export function OperationSection({ operation, document, baseUrl, translate }: OperationSectionProps) {
  const t = useTranslations("apiDocs");
  const object = document.paths[operation.path]?.[operation.method.toLowerCase()];
  if (object === undefined) return null;
  const { success, example } = operation;
  const titleId = `title-${operation.id}`;
  return (
    <section
      id={operation.id}
      aria-labelledby={titleId}
      className="grid scroll-mt-16 gap-x-8 gap-y-4 border-t py-8 xl:grid-cols-2"
    >
      <div className="flex min-w-0 flex-col gap-4">
        <header className="flex flex-col gap-1.5">
          <h3 id={titleId} className="text-lg font-semibold tracking-tight">
            {translate(operation.summary)}
          </h3>
          <p className="flex flex-wrap items-center gap-2">
            <Method name={operation.method} />
            <code className="font-mono text-sm text-ink">/api/v1{operation.path}</code>
          </p>
          <p className="text-base text-muted">
            <Prose text={translate(object.description)} />
          </p>
          <p className="flex flex-wrap items-center gap-1.5 text-xs text-muted">
            {t("scopes")}
            {object["x-scopes"].map((scope) => (
              <Badge key={scope} className="font-mono">
                {scope}
              </Badge>
            ))}
          </p>
        </header>
        <Request object={object} document={document} translate={translate} />
        <Answers operation={operation} object={object} translate={translate} />
      </div>
      <div className="flex min-w-0 flex-col gap-3 self-start xl:sticky xl:top-16">
        <CodeSample
          code={curl(operation, baseUrl)}
          language="shellscript"
          title={t("request")}
          copyLabel={t("copyRequest")}
        />
        {success.schema === undefined ? null : (
          <CodeSample
            code={JSON.stringify(example.result, null, 2)}
            language="json"
            title={t("answer", { status: success.status })}
            copyLabel={t("copyAnswer")}
          />
        )}
        {example.text === undefined ? null : (
          <CodeSample
            code={example.text.trimEnd()}
            language="json"
            title={t("answer", { status: success.status })}
            copyLabel={t("copyAnswer")}
          />
        )}
      </div>
    </section>
  );
}

function Request({
  object,
  document,
  translate,
}: {
  readonly object: OperationObject;
  readonly document: OpenApiDocument;
  readonly translate: Translate;
}) {
  const t = useTranslations("apiDocs");
  const body = object.requestBody?.content["application/json"]?.schema;
  const name = body?.$ref?.slice(body.$ref.lastIndexOf("/") + 1);
  const bodySchema = name === undefined ? body : document.components.schemas[name];
  return (["path", "query", "header"] as const)
    .map((place) => {
      const parameters = object.parameters?.filter((parameter) => parameter.in === place) ?? [];
      const fields = parameters.map(({ name: path, schema, required, description }) => ({
        path,
        required,
        schema: { ...schema, description },
      }));
      return fields.length === 0 ? null : (
        <FieldsTable
          key={place}
          title={t("parameters", { place })}
          fields={fields}
          translate={translate}
          marksRequired
        />
      );
    })
    .concat(
      bodySchema === undefined ? null : (
        <FieldsTable key="body" title={t("body")} fields={fieldsOf(bodySchema)} translate={translate} marksRequired />
      ),
    );
}

function Answers({
  operation,
  object,
  translate,
}: {
  readonly operation: AnyOperation;
  readonly object: OperationObject;
  readonly translate: Translate;
}) {
  const t = useTranslations("apiDocs");
  const { success } = operation;
  const response = object.responses[success.status];
  const schema =
    response !== undefined && "content" in response ? response.content?.["application/json"]?.schema : undefined;
  const codes = [...operation.errors, ...(operation.body === undefined ? [] : (["too_large"] as const))];
  return (
    <>
      <div className="flex flex-col gap-1.5">
        <h4 className="text-xs font-medium text-muted">{t("answers")}</h4>
        <ul className="flex flex-col gap-1 text-sm text-muted">
          <li>
            <Status code={success.status} /> <Prose text={translate(success.description)} />
          </li>
          {codes.map((code) => (
            <li key={code}>
              <Status code={ERROR_STATUS[code]} />{" "}
              <a href={`#error-${code}`} className="font-mono text-xs text-accent-text hover:underline">
                {code}
              </a>
            </li>
          ))}
          <li>
            <a href="#errors" className="text-accent-text hover:underline">
              {t("commonErrors")}
            </a>
          </li>
        </ul>
      </div>
      {schema === undefined ? null : schema.$ref === undefined ? (
        <FieldsTable title={t("answerFields")} fields={fieldsOf(schema)} translate={translate} />
      ) : (
        <SchemaLink reference={schema.$ref} />
      )}
    </>
  );
}

function SchemaLink({ reference }: { readonly reference: string }) {
  const t = useTranslations("apiDocs");
  const name = reference.slice(reference.lastIndexOf("/") + 1);
  return (
    <p className="text-sm text-muted">
      {t("answerFields")}:{" "}
      <a href={`#schema-${name}`} className="font-mono text-accent-text hover:underline">
        {name}
      </a>
    </p>
  );
}

const METHOD_TONE = { GET: "ok", POST: "accent", PATCH: "warn", DELETE: "danger" } as const;

export function Method({ name }: { readonly name: AnyOperation["method"] }) {
  return (
    <Badge tone={METHOD_TONE[name]} className="rounded-sm font-mono text-[0.6875rem] tracking-wide">
      {name}
    </Badge>
  );
}

function Status({ code }: { readonly code: number }) {
  return <code className="font-mono text-xs font-medium text-ink">{code}</code>;
}
