import type { Config } from "#core/config.ts";
import type { Database } from "#db/client.ts";
import { findTenant } from "#db/queries/tenants.ts";
import type { Keys } from "#db/secrets.ts";
import type { Broker } from "../broker.ts";
import type { TokenKeys } from "../identity/token/identify-by-token.ts";
import { testToken } from "../identity/token/test-token.ts";
import { previewImpact } from "../impact.ts";
import { TopicViewers } from "../live-topics/topic-viewers.ts";
import type { Log } from "../log.ts";
import { usageNow } from "../usage/usage-now.ts";
import { EventStreams } from "./event-streams.ts";
import { type ControlServer, openControl } from "./http.ts";
import { inspectionQuestions } from "./inspection-questions.ts";
import { prometheusText } from "./metrics.ts";
import { storeState } from "./store-state.ts";
import { topicQuestions } from "./topic-questions.ts";
import { TopicStreams } from "./topic-streams.ts";
import { traceQuestions } from "./trace-questions.ts";

const DATABASE_ANSWERS_MS = 2_000;

/** Joins the control port to the broker and the database. */
export function startControl({
  config,
  keys,
  broker,
  database,
  log,
  tokenKeys,
}: {
  config: Config;
  keys: Keys;
  broker: Broker;
  database: Database;
  log: Log;
  tokenKeys: TokenKeys;
}): Promise<ControlServer> {
  const status = () => ({ store: storeState(broker) });
  // Somebody listens, or publishes, before the first device comes.
  const known = async (tenantId: string) => {
    const tenant = broker.tenant(tenantId);
    if (tenant !== undefined) return tenant;
    const row = await findTenant(database.orm, tenantId);
    return row === undefined ? undefined : broker.ensureTenant(row.id, row.slug);
  };
  const eventStreams = new EventStreams(status, async (tenantId) => (await known(tenantId))?.events);
  const viewers = new TopicViewers();
  return openControl({
    host: config.controlHost,
    port: config.controlPort,
    token: keys.controlToken,
    hostNames: [config.publicHost, ...(config.controlUrl === undefined ? [] : [new URL(config.controlUrl).hostname])],
    notReady: async () => [
      ...(broker.draining ? ["the broker is shutting down"] : []),
      ...((await databaseAnswers(database)) ? [] : ["the database does not answer"]),
      ...(broker.journal?.trouble === undefined ? [] : [`the database takes no messages: ${broker.journal.trouble}`]),
    ],
    metrics: () => prometheusText(broker),
    status,
    presence: ({ tenantId, deviceIds }) => ({
      at: new Date(broker.clock.now()).toISOString(),
      online: broker.tenant(tenantId)?.presence(deviceIds) ?? [],
    }),
    impact: (request) => previewImpact(database.sql, broker.tenant(request.tenantId), request),
    usage: ({ tenantId }) => {
      const tenant = broker.tenant(tenantId);
      return tenant === undefined ? null : usageNow(tenant);
    },
    disconnect: (tenantId, deviceId) => broker.tenant(tenantId)?.disconnectDevice(deviceId) ?? 0,
    testToken: async (request) => {
      const tenant = await findTenant(database.orm, request.tenantId);
      return tenant === undefined ? undefined : testToken(request, tenant.slug, tokenKeys, database);
    },
    questions: new Map([
      ...inspectionQuestions(broker, known),
      ...topicQuestions(viewers, known),
      ...traceQuestions(broker, known),
    ]),
    eventStreams,
    topicStreams: new TopicStreams(viewers, known),
    log,
  });
}

async function databaseAnswers({ sql }: Database): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), DATABASE_ANSWERS_MS);
  });
  const answer = sql`select 1`.then(
    () => true,
    () => false,
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
