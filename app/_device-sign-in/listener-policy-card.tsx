"use client";

import { Lock, LockOpen } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import {
  canCarry,
  IDENTITY_KINDS,
  type IdentityKind,
  LISTENERS,
  type ListenerName,
  policyVersion,
  transportOf,
} from "#core/listener-policy.ts";
import type { Addresses } from "../_connect/addresses.ts";
import { StaleEdit } from "../_forms/stale-edit.tsx";
import { useEdit } from "../_forms/use-edit.ts";
import type { ListenerPolicyView } from "../_services/listener-policy/listener-policy.ts";
import { Badge } from "../_ui/badge.tsx";
import { Button } from "../_ui/button.tsx";
import { Card, CardHeader } from "../_ui/card.tsx";
import { Notice } from "../_ui/notice.tsx";
import { toast } from "../_ui/toast.tsx";
import { saveListenerPolicy } from "./actions.ts";

interface ListenerPolicyCardProps {
  readonly tenantSlug: string;
  readonly policy: ListenerPolicyView;
  readonly ports: Addresses["ports"];
  /** Clients without a name come into this tenant. */
  readonly anonymous: boolean;
  readonly mayWrite: boolean;
}

const WITHOUT_TLS: readonly ListenerName[] = ["mqtt", "ws"];
const hasTls = (listener: ListenerName) => !WITHOUT_TLS.includes(listener);
const NAMES = { mqtt: "MQTT", mqtts: "MQTTS", ws: "WS", wss: "WSS" } as const;

/** Which ways of signing in each listener takes: a row for each way, a column for each listener. */
export function ListenerPolicyCard({ tenantSlug, policy, ports, anonymous, mayWrite }: ListenerPolicyCardProps) {
  const t = useTranslations("deviceSignIn.policy");
  const edit = useEdit(policy, (saved: ListenerPolicyView) => ({ values: saved, version: policyVersion(saved) }));
  const draft = edit.values;
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();
  const kinds = IDENTITY_KINDS.filter((kind) => kind !== "anonymous" || anonymous);
  const taken = (from: ListenerPolicyView, listener: ListenerName) =>
    kinds.filter((kind) => from[listener].includes(kind));
  const changed = LISTENERS.some((listener) => taken(draft, listener).join() !== taken(policy, listener).join());
  const takesLess = LISTENERS.some((listener) =>
    taken(policy, listener).some((kind) => !draft[listener].includes(kind)),
  );
  const allClosed = LISTENERS.every((listener) => taken(draft, listener).length === 0);

  function toggle(listener: ListenerName, kind: IdentityKind) {
    const now = draft[listener];
    const next = now.includes(kind) ? now.filter((one) => one !== kind) : [...now, kind];
    edit.set({ [listener]: IDENTITY_KINDS.filter((one) => next.includes(one)) });
  }

  const send = (values: ListenerPolicyView, version: number) => saveListenerPolicy(tenantSlug, values, version);
  function save(over: "begun" | "theirs") {
    start(async () => {
      const outcome = await (over === "begun" ? edit.save(send) : edit.keepMine(send));
      setFailure(outcome.ok || outcome.theirs !== undefined ? undefined : outcome.message);
      if (outcome.ok) toast(t("saved"));
    });
  }

  const openWithoutTls = WITHOUT_TLS.some((listener) => taken(draft, listener).length > 0);
  return (
    <Card aria-labelledby="listeners">
      <CardHeader
        id="listeners"
        title={t("title")}
        description={t("text")}
        actions={
          mayWrite && openWithoutTls ? (
            <Button onClick={() => edit.set({ mqtt: [], ws: [] })}>
              <Lock aria-hidden />
              {t("requireTls")}
            </Button>
          ) : undefined
        }
      />
      <div className="overflow-x-auto">
        <table className="w-full border-collapse text-sm">
          <thead>
            <tr className="border-b">
              <th scope="col" className="px-4 py-2 text-left text-xs font-medium text-muted">
                {t("kind")}
              </th>
              {LISTENERS.map((listener) => (
                <th key={listener} scope="col" className="w-[16%] min-w-15 px-1 py-2 text-center align-top font-medium">
                  <span className="inline-flex items-center gap-1">
                    {hasTls(listener) ? (
                      <Lock aria-hidden className="hidden size-3 text-ok sm:block" />
                    ) : (
                      <LockOpen aria-hidden className="hidden size-3 text-faint sm:block" />
                    )}
                    {NAMES[listener]}
                  </span>
                  <span className="block font-mono text-xs font-normal text-muted">{ports[transportOf(listener)]}</span>
                  {taken(draft, listener).length > 0 ? null : <Badge tone="warn">{t("closed")}</Badge>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {kinds.map((kind) => (
              <tr key={kind} className="border-b last:border-b-0 hover:bg-hover/50">
                <th scope="row" className="px-4 py-2.5 text-left font-normal">
                  <span className="font-medium">{t(`kinds.${kind}.name`)}</span>
                  <span className="hidden text-xs text-muted sm:block">{t(`kinds.${kind}.text`)}</span>
                </th>
                {LISTENERS.map((listener) => (
                  <td key={listener} className="p-0 text-center">
                    {canCarry(listener, kind) ? (
                      <label className="grid h-11 w-full cursor-pointer place-items-center has-disabled:cursor-default">
                        <input
                          type="checkbox"
                          className="size-4 accent-accent"
                          checked={draft[listener].includes(kind)}
                          disabled={!mayWrite}
                          onChange={() => toggle(listener, kind)}
                          aria-label={t("cell", { kind: t(`kinds.${kind}.name`), listener: NAMES[listener] })}
                        />
                      </label>
                    ) : (
                      <span className="text-xs text-faint" title={t("needsTls")}>
                        –<span className="sr-only">{t("needsTls")}</span>
                      </span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {mayWrite && (changed || failure !== undefined || edit.stale !== undefined) ? (
        <div className="flex flex-col gap-3 border-t bg-sunken px-4 py-3">
          {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
          {edit.stale === undefined ? null : (
            <StaleEdit
              stale={edit.stale}
              label={(listener) => NAMES[listener]}
              show={(_listener, taken) => taken.map((kind) => t(`kinds.${kind}.name`)).join(", ")}
              saving={pending}
              onKeepMine={() => save("theirs")}
              onTakeTheirs={edit.takeTheirs}
            />
          )}
          {allClosed ? <Notice tone="warn">{t("allClosed")}</Notice> : null}
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="text-sm text-muted" role="status">
              {t(takesLess ? "takesLess" : "takesMore")}
            </p>
            <div className="flex gap-2">
              <Button onClick={edit.restart}>{t("discard")}</Button>
              <Button variant="primary" pending={pending} onClick={() => save("begun")}>
                {t("save")}
              </Button>
            </div>
          </div>
        </div>
      ) : null}
    </Card>
  );
}
