import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { validateTopicFilter } from "#core/topic.ts";
import { enter } from "../../../_auth/access.ts";
import { OnlineClient } from "../../../_client/components/online-client.tsx";
import { mintCredentials } from "../../../_client/mint-credentials.ts";
import { checkListener } from "../../../_client/preflight.ts";
import { Messages } from "../../../_i18n/messages.tsx";
import { hasPermission } from "../../../_services/actor.ts";
import { services } from "../../../_services/database.ts";
import { listDevices } from "../../../_services/devices/list-devices.ts";
import { PAGE_LIMIT_MAX } from "../../../_services/page.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("client"))("title") };
}

interface ClientPageProps {
  readonly params: Promise<{ tenant: string }>;
  /** `subscribe`: a topic filter to begin with. */
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The online client: connects this browser to the broker, as the tenant, read-only, or as one of its devices. */
export default async function ClientPage({ params, searchParams }: ClientPageProps) {
  const [{ tenant }, { subscribe }] = await Promise.all([params, searchParams]);
  const actor = await enter(tenant);
  const { config } = services();
  const wanted = typeof subscribe === "string" && validateTopicFilter(subscribe, config.limits) === undefined;
  const devices = await listDevices(actor, { limit: PAGE_LIMIT_MAX, sort: "name" });
  return (
    <Messages of={["client", "connections", "formats", "messages", "publish", "subscriptions", "values"]}>
      <OnlineClient
        key={actor.tenantId}
        tenantId={actor.tenantId}
        userId={actor.id}
        check={checkListener.bind(null, tenant)}
        mint={mintCredentials.bind(null, tenant)}
        ports={{ ws: config.wsPort, wss: config.wssPort }}
        mayWrite={hasPermission(actor, "messages.write")}
        devices={devices.data.map(({ id, name }) => ({ id, name }))}
        moreDevices={devices.nextCursor !== null}
        subscribe={wanted ? subscribe : undefined}
      />
    </Messages>
  );
}
