import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ERROR_MEANING } from "../_api/error-meanings.ts";
import type { ErrorEnvelope } from "../_api/error-response.ts";
import { ERROR_STATUS, type ErrorCode } from "../_services/errors.ts";
import { CodeSample } from "./code-sample.tsx";
import type { CHAPTERS } from "./contents.tsx";
import { Prose } from "./prose.tsx";
import type { Translate } from "./translation.ts";

const exampleError: ErrorEnvelope = {
  error: {
    code: "conflict",
    message: "This name is taken by another device.",
    requestId: "req_06eq3v9c2h7m4r0t8w5y1b3d6g",
    issues: [{ path: ["name"], code: "taken", message: "This name is taken by another device." }],
  },
};

/** What holds for every operation: how to begin, errors, pages, versions, limits. */
export function Chapters({ baseUrl, translate }: { readonly baseUrl: string; readonly translate: Translate }) {
  const t = useTranslations("apiDocs");
  return (
    <>
      <Chapter
        id="start"
        code={
          <CodeSample
            language="shellscript"
            code={`export HATO_API_KEY='hato_…'\n\ncurl ${baseUrl}/api/v1/tenant \\\n  -H "Authorization: Bearer $HATO_API_KEY"`}
            title={t("request")}
            copyLabel={t("copyRequest")}
          />
        }
      >
        <Prose text={t("startText", { baseUrl: `${baseUrl}/api/v1` })} />
      </Chapter>
      <Chapter
        id="errors"
        code={
          <CodeSample
            language="json"
            code={JSON.stringify(exampleError, null, 2)}
            title={t("answer", { status: 409 })}
            copyLabel={t("copyAnswer")}
          />
        }
        more={<ErrorList translate={translate} />}
      >
        <Prose text={t("errorsText")} />
      </Chapter>
      <Chapter
        id="pages"
        code={
          <CodeSample
            language="shellscript"
            code={`curl '${baseUrl}/api/v1/devices?limit=200&cursor=WyJuYW1lIiwicHVtcC0xNyJd' \\\n  -H "Authorization: Bearer $HATO_API_KEY"`}
            title={t("request")}
            copyLabel={t("copyRequest")}
          />
        }
      >
        <Prose text={t("pagesText")} />
      </Chapter>
      <Chapter id="versions">
        <Prose text={t("versionsText")} />
      </Chapter>
      <Chapter id="limits">
        <Prose text={t("limitsText")} />
      </Chapter>
    </>
  );
}

function Chapter({
  id,
  children,
  code,
  more,
}: {
  readonly id: (typeof CHAPTERS)[number];
  readonly children: ReactNode;
  readonly code?: ReactNode;
  readonly more?: ReactNode;
}) {
  const t = useTranslations("apiDocs.chapters");
  return (
    <section
      id={id}
      aria-labelledby={`title-${id}`}
      className="grid scroll-mt-16 gap-x-8 gap-y-4 border-t py-8 xl:grid-cols-2"
    >
      <div className="flex min-w-0 flex-col gap-3">
        <h2 id={`title-${id}`} className="text-xl font-semibold tracking-tight">
          {t(id)}
        </h2>
        <p className="text-base leading-6 text-muted">{children}</p>
        {more}
      </div>
      {code === undefined ? null : <div className="min-w-0 self-start xl:sticky xl:top-16">{code}</div>}
    </section>
  );
}

function ErrorList({ translate }: { readonly translate: Translate }) {
  return (
    <dl className="divide-y rounded-lg border bg-surface">
      {(Object.keys(ERROR_STATUS) as ErrorCode[]).map((code) => (
        <div
          key={code}
          id={`error-${code}`}
          className="flex scroll-mt-16 flex-col gap-0.5 px-3 py-2 target:bg-accent-soft"
        >
          <dt className="flex items-baseline gap-2 font-mono text-sm">
            <span className="text-faint">{ERROR_STATUS[code]}</span>
            <span className="font-medium">{code}</span>
          </dt>
          <dd className="text-sm text-muted">
            <Prose text={translate(ERROR_MEANING[code])} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
