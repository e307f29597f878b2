"use client";

import { PanelLeft, Plug } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useState } from "react";
import { saveFile } from "../../_jobs/save-file.ts";
import { Badge } from "../../_ui/badge.tsx";
import { Button } from "../../_ui/button.tsx";
import { Sheet } from "../../_ui/dialog.tsx";
import { EmptyState } from "../../_ui/empty-state.tsx";
import { useHotkey } from "../../_ui/hotkey.ts";
import { Notice } from "../../_ui/notice.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Skeleton } from "../../_ui/skeleton.tsx";
import { mayOpen, type WebSocketPorts } from "../broker-url.ts";
import { ClientSession } from "../client-session.ts";
import { connectionSettings } from "../connections/connection-settings.ts";
import { exportProfiles } from "../connections/export-profiles.ts";
import { OpenConnectionProvider } from "../connections/open-connection.tsx";
import { duplicateProfile, freeName, newProfile } from "../connections/profile.ts";
import type { ConnectionProfile } from "../connections/profile-schema.ts";
import { useWorkspace } from "../connections/use-workspace.ts";
import { LIVE_MAX } from "../connections/workspace.ts";
import type { ActAs, Principal, PrincipalDevice } from "../principal.ts";
import type { CredentialsAnswer } from "../protocol.ts";
import { ClientStorage, storageName } from "../storage/client-storage.ts";
import type { ConnectionFormProps } from "./connection-form.tsx";
import { ConnectionList } from "./connection-list.tsx";
import type { CheckListener } from "./preflight-check.tsx";
import { PrincipalSelect } from "./principal-select.tsx";

/** Of an open connection only, and so after the page: the list, or the one button, is there first. */
const loadPane = () => import("./connection-pane.tsx");
const ConnectionPane = dynamic(() => loadPane().then((module) => module.ConnectionPane), {
  ssr: false,
  loading: () => <Skeleton className="h-14" />,
});

/** Its code comes when it is wanted. */
const ConnectionForm = dynamic(() => import("./connection-form.tsx").then((module) => module.ConnectionForm), {
  ssr: false,
});

const ImportDialog = dynamic(() => import("./import-dialog.tsx").then((module) => module.ImportDialog), {
  ssr: false,
});

type Editing = Pick<ConnectionFormProps, "profile" | "isNew" | "initialFault">;

interface OnlineClientProps {
  /** Whose connections these are: what the browser keeps is kept apart for each. */
  readonly tenantId: string;
  readonly userId: string;
  /** Asks the console for username and token of such a principal; a server action. */
  readonly mint: (actAs: ActAs) => Promise<CredentialsAnswer>;
  /** Tries a listener from the server; a server action. */
  readonly check: CheckListener;
  readonly ports: WebSocketPorts;
  /** Whether the person may act as more than a reader. */
  readonly mayWrite: boolean;
  readonly devices: readonly PrincipalDevice[];
  /** There are more devices than listed. */
  readonly moreDevices: boolean;
  /** A connection with this subscription is opened at once, made if there is none. */
  readonly subscribe: string | undefined;
}

/** What the first subscription shows at once when the first draft is published. */
const FIRST_SUBSCRIPTIONS: ConnectionProfile["subscriptions"] = [{ id: 1, filter: "sensor/+/temperature", qos: 1 }];

/** Of a connection that is called by what it subscribes to. */
const FILTER_NAME_CHARS_MAX = 60;

/** The online client: connections side by side at the left, the open one at the right. */
export function OnlineClient(props: OnlineClientProps) {
  const { tenantId, userId, mint, check, ports, mayWrite, devices, moreDevices, subscribe } = props;
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
  const [importing, setImporting] = useState(false);
  const [editing, setEditing] = useState<Editing>();

  // Most who come here open a connection next; one that cannot be fetched now is asked for again then.
  useEffect(() => void loadPane().catch(() => undefined), []);

  const profile = open?.profile;
  const principal = profile?.principal ?? firstPrincipal;
  const nameOf = (who: Principal): string =>
    who.kind === "device" ? who.device.name : who.kind === "credentials" ? who.username : t(`principal.${who.kind}`);

  function connect(which: ConnectionProfile, session: ClientSession) {
    const fault = !mayOpen(which.listener, window.location)
      ? { field: "listener", fault: "wsOnHttps" }
      : which.principal.kind === "credentials" && !workspace.hasPassword(which.id)
        ? { field: "password", fault: "passwordMissing" }
        : undefined;
    if (fault !== undefined) return setEditing({ profile: which, isNew: false, initialFault: fault });
    const settings = connectionSettings(which, {
      hostname: window.location.hostname,
      ports,
      principal: nameOf(which.principal),
      now: Date.now(),
    });
    session.send({ type: "connect", settings });
  }

  /** Acts as the open one does, unless that has a password, which is nobody else's. */
  function makeProfile(name: string, subscriptions: ConnectionProfile["subscriptions"]): ConnectionProfile {
    const taken = connections.map((each) => each.profile.name);
    const origin = {
      name: freeName(name, taken),
      secure: window.location.protocol === "https:",
      principal: principal.kind === "credentials" ? firstPrincipal : principal,
      now: Date.now(),
    };
    return { ...newProfile(origin), subscriptions };
  }

  /** Nothing has to be set up: one click makes a connection with every default and connects it. */
  async function connectFirst() {
    // Of a name that nobody chose, each page is a client of its own.
    const first = { ...makeProfile(tc("firstName"), FIRST_SUBSCRIPTIONS), clientIdTimestamp: true };
    workspace.add(first);
    await openAndConnect(first);
  }

  async function openAndConnect(which: ConnectionProfile) {
    await workspace.open(which.id);
    const shown = workspace.state().open;
    if (shown?.profile.id === which.id) connect(which, shown.session);
  }

  async function save({ profile: saved, isNew }: Editing, password: string | undefined, andConnect: boolean) {
    setEditing(undefined);
    if (password !== undefined) workspace.setPassword(saved.id, password);
    if (isNew) workspace.add(saved);
    // What is subscribed to may have changed while the form was open.
    else workspace.change({ ...saved, subscriptions: workspace.profile(saved.id)?.subscriptions ?? [] });
    if (andConnect) await openAndConnect(saved);
    else if (isNew) await workspace.open(saved.id);
  }

  /** Somebody came from a topic, to see it here. */
  async function openFor(filter: string) {
    // Once: the page read again must not do it again.
    window.history.replaceState(null, "", window.location.pathname);
    const there = connections.find(({ profile: { subscriptions } }) => {
      return subscriptions.length === 1 && subscriptions[0]?.filter === filter;
    });
    if (there !== undefined) return workspace.open(there.profile.id);
    const name = filter.slice(0, FILTER_NAME_CHARS_MAX);
    const made = { ...makeProfile(name, [{ id: 1, filter, qos: 1 }]), clientIdTimestamp: true };
    workspace.add(made);
    await openAndConnect(made);
  }
  const comeFor = useEffectEvent(() => {
    if (subscribe !== undefined) void openFor(subscribe);
  });
  useEffect(() => {
    if (ready) comeFor();
  }, [ready]);

  function changePrincipal(next: Principal) {
    if (open === undefined) return setFirstPrincipal(next);
    const changed = { ...open.profile, principal: next };
    workspace.change(changed);
    // A connection acts as whom it was made for, so another principal means another connection.
    const { status } = open.session.state().connection;
    if (status !== "idle" && status !== "stopped") connect(changed, open.session);
  }

  const add = () => setEditing({ profile: makeProfile(tc("newName"), []), isNew: true });
  useHotkey("c", add, tc("add"));

  const list = (
    <ConnectionList
      connections={connections}
      openId={open?.profile.id}
      onOpen={(id) => {
        setSheetOpen(false);
        void workspace.open(id);
      }}
      onAdd={() => {
        setSheetOpen(false);
        add();
      }}
      onEdit={(edited) => {
        setSheetOpen(false);
        setEditing({ profile: edited, isNew: false });
      }}
      onRename={(renamed, name) => workspace.change({ ...renamed, name })}
      onDuplicate={(original) => {
        const taken = connections.map((each) => each.profile.name);
        const copy = duplicateProfile(original, freeName(original.name, taken), { now: Date.now() });
        workspace.add(copy);
        void workspace.open(copy.id);
      }}
      onRemove={(id) => workspace.remove(id)}
      onImport={() => {
        setSheetOpen(false);
        setImporting(true);
      }}
      onExport={() =>
        saveFile("hato-connections.json", exportProfiles(connections.map((each) => each.profile)), "application/json")
      }
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
                  <Button className="min-w-0 max-w-full lg:hidden">
                    <PanelLeft aria-hidden />
                    <span className="truncate">
                      {profile === undefined ? tc("title") : tc("titleOf", { name: profile.name })}
                    </span>
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
            <div className="flex flex-col items-center gap-2">
              <Button variant="primary" size="lg" onClick={connectFirst}>
                <Plug aria-hidden />
                {t("connection.connect")}
              </Button>
              <span className="flex flex-wrap justify-center gap-x-2">
                <Button variant="quiet" onClick={add}>
                  {tc("empty.setUp")}
                </Button>
                <Button variant="quiet" onClick={() => setImporting(true)}>
                  {tc("importMenu")}
                </Button>
              </span>
            </div>
          }
        />
      ) : (
        <div data-wide className="grid items-start gap-4 lg:grid-cols-[13rem_minmax(0,1fr)]">
          <div className="sticky top-16 hidden lg:block">{list}</div>
          {open === undefined ? null : (
            <OpenConnectionProvider key={open.profile.id} open={open}>
              <ConnectionPane
                database={storageName(tenantId, userId)}
                open={open}
                principal={nameOf(principal)}
                ports={ports}
                onConnect={connect}
                onEdit={() => setEditing({ profile: open.profile, isNew: false })}
                check={check}
              />
            </OpenConnectionProvider>
          )}
        </div>
      )}
      {importing ? (
        <ImportDialog
          place={() => ({
            hostname: window.location.hostname,
            secure: window.location.protocol === "https:",
            principal: { kind: mayWrite ? "wholeTenant" : "readOnly" },
            takenNames: connections.map((each) => each.profile.name),
            now: Date.now(),
          })}
          onClose={() => setImporting(false)}
          onImport={async (imported) => {
            await workspace.take(imported);
            const [first] = imported;
            if (first !== undefined) await workspace.open(first.profile.id);
          }}
        />
      ) : null}
      {editing === undefined ? null : (
        <ConnectionForm
          key={editing.profile.id}
          {...editing}
          others={connections.map((each) => each.profile).filter(({ id }) => id !== editing.profile.id)}
          connected={connections.some((each) => each.profile.id === editing.profile.id && each.status === "online")}
          hasPassword={workspace.hasPassword(editing.profile.id)}
          ports={ports}
          mayWrite={mayWrite}
          devices={devices}
          moreDevices={moreDevices}
          onClose={() => setEditing(undefined)}
          onSave={(saved, password, andConnect) => save({ ...editing, profile: saved }, password, andConnect)}
        />
      )}
    </>
  );
}
