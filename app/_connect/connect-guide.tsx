"use client";

import dynamic from "next/dynamic";
import type { DeviceView } from "../_services/devices/device.ts";
import type { Addresses } from "./addresses.ts";
import type { FirstSnippet } from "./first-snippet.ts";
import { firstTopics } from "./first-topics.ts";
import { useFreshSecret } from "./fresh-secrets.ts";
import { SecretOnce } from "./secret-once.tsx";

// The other sections of a device's page do without; the server draws them all the same.
const FirstMessage = dynamic(() => import("./first-message.tsx").then((module) => module.FirstMessage));
const SnippetTabs = dynamic(() => import("./snippet-tabs.tsx").then((module) => module.SnippetTabs));

interface ConnectGuideProps {
  readonly tenantSlug: string;
  readonly device: DeviceView;
  readonly addresses: Addresses;
  readonly firstSnippet: FirstSnippet;
}

/** How to connect, and beside it what the broker sees of it, live. */
export function ConnectGuide({ tenantSlug, device, addresses, firstSnippet }: ConnectGuideProps) {
  const topics = firstTopics(device.name, device.roles);
  const credential = useFreshSecret(device.id);
  return (
    <>
      {credential === undefined ? null : (
        <SecretOnce credential={credential} addresses={addresses} deviceName={device.name} />
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <SnippetTabs
          deviceName={device.name}
          username={device.username}
          secret={credential?.password}
          topics={topics}
          addresses={addresses}
          firstSnippet={firstSnippet}
        />
        <FirstMessage tenantSlug={tenantSlug} device={device} topics={topics} />
      </div>
    </>
  );
}
