import { useTranslations } from "next-intl";
import { TAGS } from "../_api/openapi.ts";
import { operations } from "../_api/operations.ts";
import { Method } from "./operation-section.tsx";
import type { Translate } from "./translation.ts";

/** The chapters before the operations, by their message and anchor. */
export const CHAPTERS = ["start", "errors", "pages", "versions", "limits"] as const;

const link = "flex min-h-7 items-center gap-2 rounded-md px-2 py-0.5 text-sm text-muted hover:bg-hover hover:text-ink";

/** Everything on the page, as links. */
export function Contents({
  schemaNames,
  translate,
}: {
  readonly schemaNames: readonly string[];
  readonly translate: Translate;
}) {
  const t = useTranslations("apiDocs");
  return (
    <div className="flex flex-col gap-4">
      <ul className="flex flex-col">
        {CHAPTERS.map((chapter) => (
          <li key={chapter}>
            <a href={`#${chapter}`} className={link}>
              {t(`chapters.${chapter}`)}
            </a>
          </li>
        ))}
      </ul>
      {TAGS.map(({ name }) => (
        <div key={name} className="flex flex-col gap-0.5">
          <p className="px-2 text-xs font-medium text-faint">{translate(name)}</p>
          <ul className="flex flex-col">
            {operations
              .filter(({ tag }) => tag === name)
              .map(({ id, method, summary }) => (
                <li key={id}>
                  <a href={`#${id}`} className={link}>
                    <span className="min-w-0 flex-1">{translate(summary)}</span>
                    <Method name={method} />
                  </a>
                </li>
              ))}
          </ul>
        </div>
      ))}
      <div className="flex flex-col gap-0.5">
        <p className="px-2 text-xs font-medium text-faint">{t("schemas")}</p>
        <ul className="flex flex-col">
          {schemaNames.map((name) => (
            <li key={name}>
              <a href={`#schema-${name}`} className={`${link} font-mono text-xs`}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
