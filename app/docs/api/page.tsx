import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { openApiDocument, TAGS } from "../../_api/openapi.ts";
import { operations } from "../../_api/operations.ts";
import { baseUrl as readBaseUrl } from "../../_api-docs/base-url.ts";
import { Chapters } from "../../_api-docs/chapters.tsx";
import { Contents } from "../../_api-docs/contents.tsx";
import { conditionOf, fieldsOf } from "../../_api-docs/fields.ts";
import { FieldsTable, TypeName } from "../../_api-docs/fields-table.tsx";
import { OperationSection } from "../../_api-docs/operation-section.tsx";
import { Prose } from "../../_api-docs/prose.tsx";
import { translationTo } from "../../_api-docs/translation.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("apiDocs");
  return { title: t("title"), description: t("lead") };
}

/** The REST API, readable: drawn from the same document that /api/v1/openapi.json serves. */
export default async function ApiReferencePage() {
  const [t, locale, baseUrl] = await Promise.all([getTranslations("apiDocs"), getLocale(), readBaseUrl()]);
  const document = openApiDocument();
  const translate = translationTo(locale);
  const schemas = Object.entries(document.components.schemas).sort(([a], [b]) => a.localeCompare(b));
  const contents = <Contents schemaNames={schemas.map(([name]) => name)} translate={translate} />;
  return (
    <div className="mx-auto grid max-w-[90rem] lg:grid-cols-[15rem_minmax(0,1fr)]">
      <nav
        aria-label={t("contents")}
        className="sticky top-12 hidden h-[calc(100dvh-3rem)] overflow-y-auto border-r px-3 py-5 lg:block"
      >
        {contents}
      </nav>
      <main id="content" className="min-w-0 px-4 pb-24 md:px-8">
        <header className="flex flex-col gap-3 py-8">
          <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
          <p className="max-w-prose text-lg text-muted">{t("lead")}</p>
          <p className="text-sm text-muted">
            <a href="/api/v1/openapi.json" className="text-accent-text underline underline-offset-2">
              {t("openapi")}
            </a>
          </p>
          <details className="rounded-lg border bg-surface lg:hidden">
            <summary className="px-3 py-2 text-sm font-medium">{t("contents")}</summary>
            <nav aria-label={t("contents")} className="border-t px-1 py-3">
              {contents}
            </nav>
          </details>
        </header>
        <Chapters baseUrl={baseUrl} translate={translate} />
        {TAGS.map(({ name, description }) => (
          // No landmark of its own: the operations in it are, and a schema may have the same name.
          <div key={name} className="border-t pt-8">
            <h2 className="text-xl font-semibold tracking-tight">{translate(name)}</h2>
            <p className="mb-6 text-base text-muted">{translate(description)}</p>
            {operations
              .filter(({ tag }) => tag === name)
              .map((operation) => (
                <OperationSection
                  key={operation.id}
                  operation={operation}
                  document={document}
                  baseUrl={baseUrl}
                  translate={translate}
                />
              ))}
          </div>
        ))}
        <section aria-labelledby="schemas" className="border-t pt-8">
          <h2 id="schemas" className="mb-4 scroll-mt-16 text-xl font-semibold tracking-tight">
            {t("schemas")}
          </h2>
          <div className="grid items-start gap-x-8 gap-y-6 xl:grid-cols-2">
            {schemas.map(([name, schema]) => (
              <section key={name} id={`schema-${name}`} aria-labelledby={`title-${name}`} className="scroll-mt-16">
                <h3 id={`title-${name}`} className="mb-2 font-mono text-base font-semibold">
                  {name}
                </h3>
                {schema.description === undefined ? null : (
                  <p className="mb-2 text-sm text-muted">
                    <Prose text={translate(schema.description)} />
                  </p>
                )}
                {(schema.oneOf ?? [schema]).map((one, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: alternatives of a fixed schema never move
                  <div key={index} className="mb-3">
                    {one.properties === undefined ? (
                      <TypeName schema={one} />
                    ) : (
                      <FieldsTable
                        title={
                          schema.oneOf === undefined ? t("fields") : t("alternative", { condition: conditionOf(one) })
                        }
                        fields={fieldsOf(one)}
                        translate={translate}
                      />
                    )}
                  </div>
                ))}
              </section>
            ))}
          </div>
        </section>
      </main>
    </div>
  );
}
