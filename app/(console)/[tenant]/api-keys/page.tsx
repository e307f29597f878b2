import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { ApiKeyList } from "../../../_api-keys/api-key-list.tsx";
import { CreateApiKey } from "../../../_api-keys/create-api-key.tsx";
import { enter } from "../../../_auth/access.ts";
import { addresses } from "../../../_connect/addresses.ts";
import { Messages } from "../../../_i18n/messages.tsx";
import { hasPermission } from "../../../_services/actor.ts";
import { listApiKeysInput } from "../../../_services/api-keys/api-key.ts";
import { listApiKeys } from "../../../_services/api-keys/list-api-keys.ts";
import { ApiError } from "../../../_services/errors.ts";
import { buttonStyle } from "../../../_ui/button.tsx";
import { CodeBlock } from "../../../_ui/code-block.tsx";
import { EmptyState } from "../../../_ui/empty-state.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";

interface ApiKeysPageProps {
  readonly params: Promise<{ tenant: string }>;
  readonly searchParams: Promise<{ cursor?: string | string[] }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("apiKeys"))("title") };
}

export default async function ApiKeysPage({ params, searchParams }: ApiKeysPageProps) {
  const [{ tenant }, query] = await Promise.all([params, searchParams]);
  const actor = await enter(tenant);
  const t = await getTranslations();
  if (!hasPermission(actor, "apiKeys.read")) {
    return (
      <>
        <PageHeader title={t("apiKeys.title")} description={t("apiKeys.lead")} />
        <Notice tone="warn">{t("errors.forbidden")}</Notice>
      </>
    );
  }
  const cursor = typeof query.cursor === "string" ? query.cursor : undefined;
  const [{ consoleUrl }, page] = await Promise.all([addresses(), listPage(actor, cursor)]);
  const mayWrite = hasPermission(actor, "apiKeys.write");
  const create = mayWrite ? <CreateApiKey tenantSlug={tenant} consoleUrl={consoleUrl} /> : undefined;
  const empty = page.data.length === 0 && cursor === undefined;
  return (
    <Messages of={["apiKeys"]}>
      <PageHeader title={t("apiKeys.title")} description={t("apiKeys.lead")} actions={create} />
      {empty ? (
        <EmptyState
          icon={KeyRound}
          title={t("apiKeys.empty.title")}
          description={t("apiKeys.empty.text")}
          action={
            <Link href="/docs/api" className={buttonStyle()}>
              {t("apiKeys.toDocs")}
            </Link>
          }
        >
          <CodeBlock code={`curl ${consoleUrl}/api/v1/devices \\\n  -H "Authorization: Bearer $HATO_API_KEY"`} />
        </EmptyState>
      ) : (
        <div className="flex flex-col gap-3">
          <ApiKeyList tenantSlug={tenant} keys={page.data} mayWrite={mayWrite} />
          {page.nextCursor === null ? null : (
            <Link
              href={`/${tenant}/api-keys?${new URLSearchParams({ cursor: page.nextCursor })}`}
              className={buttonStyle({ className: "self-end" })}
            >
              {t("common.nextPage")}
            </Link>
          )}
        </div>
      )}
    </Messages>
  );
}

/** A cursor somebody tampered with shows the first page rather than an error. */
async function listPage(actor: Parameters<typeof listApiKeys>[0], cursor: string | undefined) {
  try {
    return await listApiKeys(actor, listApiKeysInput.parse({ cursor: cursor?.slice(0, 500) }));
  } catch (error) {
    if (error instanceof ApiError && error.code === "invalid_request") {
      return listApiKeys(actor, listApiKeysInput.parse({}));
    }
    throw error;
  }
}
