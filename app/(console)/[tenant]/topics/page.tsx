import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { enter } from "../../../_auth/access.ts";
import { Messages } from "../../../_i18n/messages.tsx";
import { hasPermission } from "../../../_services/actor.ts";
import { TopicsExplorer } from "../../../_topics/topics-explorer.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("topics"))("title") };
}

/** What is published in the tenant, as it happens; the broker counts only while somebody looks. */
export default async function TopicsPage({ params }: { readonly params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  const actor = await enter(tenant);
  return (
    <Messages of={["retained", "topics", "values"]}>
      <TopicsExplorer
        tenantSlug={tenant}
        mayPublish={hasPermission(actor, "messages.write")}
        mayClear={hasPermission(actor, "retained.write")}
      />
    </Messages>
  );
}
