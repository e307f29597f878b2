"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { AuditEntryView } from "../_services/audit-log/audit-entry.ts";
import { CopyButton } from "../_ui/copy-button.tsx";
import { diffOf, type FieldChange } from "./value-diff.ts";

/** All that was written down of one change: who, when, from where, and each field before and after. */
export function EntryDetails({ entry }: { readonly entry: AuditEntryView }) {
  const t = useTranslations("audit.details");
  const changes = diffOf(entry.before, entry.after);
  const at = new Date(entry.at);
  return (
    <div className="flex flex-col gap-4 border-t bg-sunken px-4 py-4 sm:pl-10">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-1 text-xs sm:grid-cols-[auto_minmax(0,1fr)_auto_minmax(0,1fr)]">
        <Term name={t("when")}>
          <time dateTime={entry.at} title={entry.at} suppressHydrationWarning>
            {at.toLocaleString()}
          </time>
        </Term>
        <Term name={t("address")}>
          {entry.address === null ? t("none") : <code className="font-mono">{entry.address}</code>}
        </Term>
        <Term name={t("target")}>
          <Id text={entry.targetId} />
        </Term>
        <Term name={t("id")}>
          <Id text={entry.id} />
        </Term>
      </dl>
      {changes.length === 0 ? (
        <p className="text-sm text-muted">{t("nothing")}</p>
      ) : (
        <Changes entry={entry} changes={changes} />
      )}
      <Effect entry={entry} />
    </div>
  );
}

function Term({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Id({ text }: { readonly text: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <code className="truncate font-mono">{text}</code>
      <CopyButton text={text} label={text} />
    </span>
  );
}

/** Both sides where there are two; one column of values where something was made or taken away. */
function Changes({ entry, changes }: { readonly entry: AuditEntryView; readonly changes: readonly FieldChange[] }) {
  const t = useTranslations("audit.details");
  const both = entry.before !== null && entry.after !== null;
  const only = entry.before === null ? "after" : "before";
  return (
    <div className="overflow-x-auto rounded-md border bg-surface">
      <table className="w-full border-collapse text-xs">
        <thead>
          <tr className="text-left text-muted">
            <th scope="col" className="w-40 border-b px-3 py-1.5 font-medium">
              {t("field")}
            </th>
            {both ? (
              <>
                <th scope="col" className="border-b px-3 py-1.5 font-medium">
                  {t("before")}
                </th>
                <th scope="col" className="border-b px-3 py-1.5 font-medium">
                  {t("after")}
                </th>
              </>
            ) : (
              <th scope="col" className="border-b px-3 py-1.5 font-medium">
                {t(only)}
              </th>
            )}
          </tr>
        </thead>
        <tbody className="font-mono">
          {changes.map((change) => (
            <tr key={change.field} className="border-b align-top last:border-b-0">
              <th scope="row" className="px-3 py-1.5 text-left font-normal text-muted">
                {change.field}
              </th>
              {both ? (
                <>
                  <Value text={change.before} className="bg-danger-soft text-danger" />
                  <Value text={change.after} className="bg-ok-soft text-ok" />
                </>
              ) : (
                <Value text={change[only]} className="" />
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Value({ text, className }: { readonly text: string | undefined; readonly className: string }) {
  const t = useTranslations("audit.details");
  return (
    <td className="px-3 py-1.5">
      {text === undefined || text === "" ? (
        <span className="font-sans text-faint">{t("none")}</span>
      ) : (
        <span className={`rounded-sm px-1 break-words whitespace-pre-wrap ${className}`}>{text}</span>
      )}
    </td>
  );
}

/** Who lost what by the change, as the broker saw it. */
function Effect({ entry }: { readonly entry: AuditEntryView }) {
  const t = useTranslations("audit.details");
  const format = useFormatter();
  const { effect } = entry;
  if (effect === null || effect.connectionsEnded + effect.subscriptionsCut === 0) return null;
  const { connectionsEnded, subscriptionsCut, losses } = effect;
  return (
    <div className="flex flex-col gap-1.5 text-xs">
      <p className="font-medium">{t("effect")}</p>
      <p className="text-muted">
        {t("effectText", { connections: connectionsEnded, subscriptions: subscriptionsCut })}
      </p>
      {losses.length === 0 ? null : (
        <ul className="flex flex-col gap-0.5">
          {losses.map((loss) => (
            <li key={`${loss.deviceName} ${loss.clientId} ${loss.filter}`}>
              <code className="font-mono">{format.list([loss.deviceName, loss.clientId])}</code>{" "}
              <span className="text-muted">
                {loss.filter === null ? t("lostConnection") : t("lostSubscription", { filter: loss.filter })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
