"use client";

import { PanelLeft, Plug } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "../../_ui/badge.tsx";
import { Button } from "../../_ui/button.tsx";
import { Sheet } from "../../_ui/dialog.tsx";
import { EmptyState } from "../../_ui/empty-state.tsx";
import { Notice } from "../../_ui/notice.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Skeleton } from "../../_ui/skeleton.tsx";
import type { WebSocketPorts } from "../broker-url.ts";
import { ClientSession } from "../client-session.ts";
import { connectionSettings } from "../connections/connection-settings.ts";
import { OpenConnectionProvider } from "../connections/open-connection.tsx";
import { duplicateProfile, freeName, newProfile } from "../connections/profile.ts";
import type { ConnectionProfile } from "../connections/profile-schema.ts";
import { useWorkspace } from "../connections/use-workspace.ts";
import { LIVE_MAX } from "../connections/workspace.ts";
import type { ActAs, Principal, PrincipalDevice } from "../principal.ts";
import type { CredentialsAnswer } from "../protocol.ts";
import { ClientStorage } from "../storage/client-storage.ts";
import { ConnectionList } from "./connection-list.tsx";
import { ConnectionPane } from "./connection-pane.tsx";
import { PrincipalSelect } from "./principal-select.tsx";

interface OnlineClientProps {
  /** Whose connections these are: what the browser keeps is kept apart for each. */
  readonly tenantId: string;
  readonly userId: string;
  /** Asks the console for username and token of such a principal; a server action. */
  readonly mint: (actAs: ActAs) => Promise<CredentialsAnswer>;
  readonly ports: WebSocketPorts;
  /** Whether the person may act as more than a reader. */
  readonly mayWrite: boolean;
  readonly devices: readonly PrincipalDevice[];
  /** There are more devices than listed. */
  readonly moreDevices: boolean;
}

/** What the first subscription shows at once when the first draft is published. */
const FIRST_SUBSCRIPTIONS: ConnectionProfile["subscriptions"] = [{ id: 1, filter: "sensor/+/temperature", qos: 1 }];

/** The online client: connections side by side at the left, the open one at the right. */
export function OnlineClient({ tenantId, userId, mint, ports, mayWrite, devices, moreDevices }: OnlineClientProps) {
  const t = useTranslations("client");
  const tc = useTranslations("connections");
  const { workspace, state } = useWorkspace({
    tenantId,
    userId,
    mint,
    openStorage: ClientStorage.open,
    makeSession: (options) => new ClientSession(options),
  });
  const { ready, connections, open, crowdedOut, storage } = state;
  /** Of the connection that is yet to be made. */
  const [firstPrincipal, setFirstPrincipal] = useState<Principal>({ kind: mayWrite ? "wholeTenant" : "readOnly" });
  const [sheetOpen, setSheetOpen] = useState(false);

  const profile = open?.profile;
  const principal = profile?.principal ?? firstPrincipal;
  const nameOf = (who: Principal): string =>
    who.kind === "device" ? who.device.name : who.kind === "credentials" ? who.username : t(`principal.${who.kind}`);

  function connect(which: ConnectionProfile, session: ClientSession) {
    const settings = connectionSettings(which, {
      hostname: window.location.hostname,
      ports,
      principal: nameOf(which.principal),
      now: Date.now(),
    });
    session.send({ type: "connect", settings });
  }

  function makeProfile(name: string, subscriptions: ConnectionProfile["subscriptions"]): ConnectionProfile {
    const taken = connections.map((each) => each.profile.name);
    const origin = {
      name: freeName(name, taken),
      secure: window.location.protocol === "https:",
      principal,
      now: Date.now(),
    };
    return { ...newProfile(origin), subscriptions };
  }

  /** Nothing has to be set up: one click makes a connection with every default and connects it. */
  async function connectFirst() {
    // Of a name that nobody chose, each page is a client of its own.
    const first = { ...makeProfile(tc("firstName"), FIRST_SUBSCRIPTIONS), clientIdTimestamp: true };
    workspace.add(first);
    await workspace.open(first.id);
    const session = workspace.state().open?.session;
    if (session !== undefined) connect(first, session);
  }

  function changePrincipal(next: Principal) {
    if (open === undefined) return setFirstPrincipal(next);
    const changed = { ...open.profile, principal: next };
    workspace.change(changed);
    // A connection acts as whom it was made for, so another principal means another connection.
    const { status } = open.session.state().connection;
    if (status !== "idle" && status !== "stopped") connect(changed, open.session);
  }

  const list = (
    <ConnectionList
      connections={connections}
      openId={open?.profile.id}
      onOpen={(id) => {
        setSheetOpen(false);
        void workspace.open(id);
      }}
      onAdd={() => {
        const added = makeProfile(tc("newName"), []);
        workspace.add(added);
        setSheetOpen(false);
        void workspace.open(added.id);
      }}
      onRename={(renamed, name) => workspace.change({ ...renamed, name })}
      onDuplicate={(original) => {
        const taken = connections.map((each) => each.profile.name);
        const copy = duplicateProfile(original, freeName(original.name, taken), { now: Date.now() });
        workspace.add(copy);
        void workspace.open(copy.id);
      }}
      onRemove={(id) => workspace.remove(id)}
    />
  );

  return (
    <>
      <PageHeader
        title={t("title")}
        mark={<Badge tone="accent">{t("actsAs", { principal: nameOf(principal) })}</Badge>}
        actions={
          <>
            {connections.length === 0 ? null : (
              <Sheet
                side="left"
                open={sheetOpen}
                onOpenChange={setSheetOpen}
                title={tc("title")}
                trigger={
                  <Button className="lg:hidden">
                    <PanelLeft aria-hidden />
                    {tc("title")}
                  </Button>
                }
              >
                {list}
              </Sheet>
            )}
            <PrincipalSelect
              principal={principal}
              onChange={changePrincipal}
              mayWrite={mayWrite}
              devices={devices}
              moreDevices={moreDevices}
            />
          </>
        }
      />
      {storage === "kept" ? null : <Notice tone="warn">{tc(`storage.${storage}`)}</Notice>}
      {crowdedOut === undefined ? null : (
        <Notice tone="warn">{tc("crowdedOut", { name: crowdedOut.name, max: LIVE_MAX })}</Notice>
      )}
      {!ready ? (
        <Skeleton className="h-14" />
      ) : connections.length === 0 ? (
        <EmptyState
          icon={Plug}
          title={tc("empty.title")}
          description={tc("empty.text")}
          action={
            <Button variant="primary" size="lg" onClick={connectFirst}>
              <Plug aria-hidden />
              {t("connection.connect")}
            </Button>
          }
        />
      ) : (
        <div data-wide className="grid items-start gap-4 lg:grid-cols-[13rem_minmax(0,1fr)]">
          <div className="sticky top-16 hidden lg:block">{list}</div>
          {open === undefined ? null : (
            <OpenConnectionProvider key={open.profile.id} open={open}>
              <ConnectionPane open={open} principal={nameOf(principal)} ports={ports} onConnect={connect} />
            </OpenConnectionProvider>
          )}
        </div>
      )}
    </>
  );
}
