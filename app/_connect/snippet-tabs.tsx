"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { TransportName } from "#core/control.ts";
import { classes } from "../_ui/classes.ts";
import { CodeBlock } from "../_ui/code-block.tsx";
import { Notice } from "../_ui/notice.tsx";
import { Segments } from "../_ui/segments.tsx";
import { Tab, TabList, TabPanel, Tabs } from "../_ui/tabs.tsx";
import type { Addresses } from "./addresses.ts";
import { CodeLines } from "./code-lines.tsx";
import type { FirstSnippet } from "./first-snippet.ts";
import type { FirstTopics } from "./first-topics.ts";
import type { HighlightedSnippet } from "./highlighted-snippet.ts";
import { fillIn, type SnippetShape, shapeOf } from "./placeholders.ts";
import { SNIPPETS } from "./snippets/index.ts";
import type { Snippet, SnippetId } from "./snippets/snippet.ts";
import { type ConnectTarget, isEncrypted, type ProtocolVersion } from "./target.ts";

interface SnippetTabsProps {
  readonly deviceName: string;
  readonly username: string;
  readonly secret: string | undefined;
  readonly topics: FirstTopics;
  readonly addresses: Addresses;
  readonly firstSnippet: FirstSnippet;
}

/** Stands where the secret would, when it is not known any more. */
const SECRET_UNKNOWN = "YOUR-SECRET";

const TRANSPORT_LABELS: Record<TransportName, string> = { tls: "MQTTS", wss: "WSS", tcp: "TCP", ws: "WS" };

/** Snippets for every language with this device's own words in them. */
export function SnippetTabs({ deviceName, username, secret, topics, addresses, firstSnippet }: SnippetTabsProps) {
  const t = useTranslations("connect");
  const [id, setId] = useState<SnippetId>("mosquitto");
  const [wanted, setWanted] = useState<{ transport?: TransportName; version?: ProtocolVersion }>({});
  const snippet = SNIPPETS.find((each) => each.id === id) ?? SNIPPETS[0];
  if (snippet === undefined) return null;

  const transport = fitting(snippet, wanted.transport);
  const version = snippet.protocolVersions.find((each) => each === wanted.version) ?? snippet.protocolVersions[0] ?? 4;
  const target: ConnectTarget = {
    ...topics,
    host: addresses.host,
    port: addresses.ports[transport],
    transport,
    protocolVersion: version,
    username,
    secret: secret ?? SECRET_UNKNOWN,
    clientId: deviceName,
    authority: addresses.authority,
  };
  return (
    <Tabs value={id} onValueChange={(value: SnippetId) => setId(value)} className="flex min-w-0 flex-col gap-4">
      <h2 className="sr-only">{t("snippets")}</h2>
      <TabList aria-label={t("languages")}>
        {SNIPPETS.map((each) => (
          <Tab key={each.id} value={each.id}>
            {each.name}
          </Tab>
        ))}
      </TabList>
      <TabPanel value={id} className="flex flex-col gap-4">
        <div className="flex flex-wrap items-center gap-2">
          <Segments
            label={t("transport")}
            value={transport}
            onChange={(value) => setWanted({ ...wanted, transport: value })}
            options={snippet.transports.map((each) => ({
              value: each,
              label: (
                <>
                  {TRANSPORT_LABELS[each]} <span className="ml-1 font-mono text-faint">{addresses.ports[each]}</span>
                </>
              ),
            }))}
          />
          {snippet.protocolVersions.length > 1 ? (
            <Segments
              label={t("protocolVersion")}
              value={String(version)}
              onChange={(value) => setWanted({ ...wanted, version: value === "5" ? 5 : 4 })}
              options={[
                { value: "5", label: "MQTT 5.0" },
                { value: "4", label: "3.1.1" },
              ]}
            />
          ) : (
            <span className="text-xs text-muted">MQTT 3.1.1</span>
          )}
        </div>
        {secret === undefined ? <Notice title={t("secretGone.title")}>{t("secretGone.text")}</Notice> : null}
        {isEncrypted(transport) ? null : <Notice tone="warn">{t("plainWarning")}</Notice>}
        <Blocks
          key={`${id} ${transport} ${version}`}
          snippet={snippet}
          target={target}
          ready={
            id === firstSnippet.id && sameShape(shapeOf(target), firstSnippet.shape) ? firstSnippet.blocks : undefined
          }
        />
        <SnippetNotes id={id} transport={transport} addresses={addresses} />
      </TabPanel>
    </Tabs>
  );
}

function Blocks({
  snippet,
  target,
  ready,
}: {
  readonly snippet: Snippet;
  readonly target: ConnectTarget;
  readonly ready: HighlightedSnippet | undefined;
}) {
  const t = useTranslations("connect.purposes");
  const highlighted = useHighlighted(snippet.id, shapeOf(target), ready);
  return (
    <ol className="flex flex-col gap-4">
      {snippet.blocks(target).map((block, index) => {
        const code = highlighted?.[index];
        return (
          <li key={block.purpose} className="flex flex-col gap-1.5">
            <h3 className="flex items-baseline gap-2 text-sm font-medium">
              <span className="text-xs text-faint tabular-nums">{index + 1}</span>
              {t(block.purpose)}
            </h3>
            <CodeBlock
              code={block.code}
              title={block.fileName === undefined ? undefined : <span className="font-mono">{block.fileName}</span>}
              copyLabel={t("copy", { what: t(block.purpose) })}
              className={classes(block.purpose === "program" && "[&_pre]:max-h-[32rem] [&_pre]:overflow-y-auto")}
            >
              {code === undefined ? undefined : <CodeLines code={fillIn(code, target)} />}
            </CodeBlock>
          </li>
        );
      })}
    </ol>
  );
}

/** The colours come after the code: without them it can be read and copied all the same. */
function useHighlighted(
  id: SnippetId,
  shape: SnippetShape,
  ready: HighlightedSnippet | undefined,
): HighlightedSnippet | undefined {
  const [highlighted, setHighlighted] = useState(ready);
  const { transport, protocolVersion, mayPublish, ownAuthority } = shape;
  const known = highlighted !== undefined;
  useEffect(() => {
    if (known) return;
    const query = new URLSearchParams({
      id,
      transport,
      protocolVersion: String(protocolVersion),
      mayPublish: mayPublish ? "1" : "0",
      ownAuthority: ownAuthority ? "1" : "0",
    });
    const gone = new AbortController();
    fetch(`/api/console/snippets?${query}`, { signal: gone.signal })
      .then(async (response) => {
        if (response.ok) setHighlighted((await response.json()) as HighlightedSnippet);
      })
      .catch(() => {});
    return () => gone.abort();
  }, [known, id, transport, protocolVersion, mayPublish, ownAuthority]);
  return highlighted;
}

/** What one must know to make it work, beyond the code. */
function SnippetNotes({
  id,
  transport,
  addresses,
}: {
  readonly id: SnippetId;
  readonly transport: TransportName;
  readonly addresses: Addresses;
}) {
  const t = useTranslations("connect.notes");
  const ownAuthority = addresses.authority !== undefined;
  const notes = [
    addresses.host === "localhost" && id !== "mqttJsBrowser" && id !== "arduino" ? t("localhost") : undefined,
    addresses.host === "localhost" && id === "arduino" ? t("arduinoLocalhost") : undefined,
    id === "mqttJsBrowser" && transport === "wss" && ownAuthority ? t("browserTrust") : undefined,
    id === "mosquitto" ? t("mosquitto") : undefined,
    id === "pahoPython" ? t("pahoPython") : undefined,
    id === "arduino" ? t("arduino") : undefined,
  ].filter((note) => note !== undefined);
  if (notes.length === 0) return null;
  return (
    <ul className="flex list-disc flex-col gap-1 pl-4 text-xs text-muted marker:text-faint">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}

function sameShape(a: SnippetShape, b: SnippetShape): boolean {
  return (
    a.transport === b.transport &&
    a.protocolVersion === b.protocolVersion &&
    a.mayPublish === b.mayPublish &&
    a.ownAuthority === b.ownAuthority
  );
}

/** The transport that was asked for, or the nearest this language has: encrypted stays encrypted. */
function fitting(snippet: Snippet, wanted: TransportName | undefined): TransportName {
  const { transports } = snippet;
  const same = transports.find((each) => each === wanted);
  const alike = wanted && transports.find((each) => isEncrypted(each) === isEncrypted(wanted));
  return same ?? alike ?? transports[0] ?? "tcp";
}
