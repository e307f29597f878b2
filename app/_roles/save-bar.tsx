"use client";

import { CircleX, Scissors, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ACCESS_LIMITS } from "#core/limits.ts";
import type { RoleCheckView } from "../_services/roles/role.ts";
import { Button } from "../_ui/button.tsx";
import { classes } from "../_ui/classes.ts";
import { Input } from "../_ui/input.tsx";
import { Kbd } from "../_ui/kbd.tsx";

interface SaveBarProps {
  /** How many rules are not as they were. */
  readonly changes: number;
  readonly check: RoleCheckView | undefined;
  readonly checking: boolean;
  readonly note: string;
  readonly saving: boolean;
  readonly onNote: (note: string) => void;
  readonly onDiscard: () => void;
  readonly onSave: () => void;
}

/** Stays in sight while something is not saved: what saving would do, now. */
export function SaveBar({ changes, check, checking, note, saving, onNote, onDiscard, onSave }: SaveBarProps) {
  const t = useTranslations("roles.save");
  const failing = check?.tests.filter(({ passed }) => !passed).length ?? 0;
  return (
    <section
      aria-label={t("label")}
      className="sticky bottom-3 z-20 flex animate-arrive flex-col gap-3 rounded-xl border bg-surface p-3 shadow-popup"
    >
      <div role="status" className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
        <span className="font-medium">{t("changes", { count: changes })}</span>
        <span
          className={classes("contents transition-opacity [&>*]:transition-opacity", checking && "[&>*]:opacity-60")}
        >
          {check === undefined ? null : <Effects check={check} failing={failing} />}
        </span>
      </div>
      {check?.impact != null && check.impact.losses.length > 0 ? <Losses impact={check.impact} /> : null}
      <div className="flex flex-wrap items-center gap-2">
        <Input
          aria-label={t("note")}
          placeholder={t("noteExample")}
          autoComplete="off"
          maxLength={ACCESS_LIMITS.versionNoteCharsMax}
          className="min-w-40 flex-1"
          value={note}
          onChange={(event) => onNote(event.target.value)}
        />
        <Button variant="quiet" onClick={onDiscard}>
          {t("discard")}
        </Button>
        <Button variant="primary" pending={saving} onClick={onSave}>
          {t("save")}
          <span className="max-md:hidden">
            <Kbd>{t("saveKeys")}</Kbd>
          </span>
        </Button>
      </div>
    </section>
  );
}

function Effects({ check, failing }: { readonly check: RoleCheckView; readonly failing: number }) {
  const t = useTranslations("roles.save");
  const cut = check.impact?.subscriptionsCut ?? 0;
  const wills = check.impact?.willsDenied ?? 0;
  const more = check.impact !== null && !check.impact.complete;
  return (
    <>
      <Effect icon={<Users aria-hidden />}>{t("affects", { devices: check.affectedDevices })}</Effect>
      {check.impact === null ? (
        <Effect>{t("brokerAway")}</Effect>
      ) : (
        <Effect icon={<Scissors aria-hidden />} warn={cut > 0}>
          {t(more ? "cutsAtLeast" : "cuts", { count: cut })}
        </Effect>
      )}
      {wills > 0 ? <Effect warn>{t("wills", { count: wills })}</Effect> : null}
      {failing > 0 ? (
        <Effect icon={<CircleX aria-hidden />} danger>
          {t("failing", { count: failing })}
        </Effect>
      ) : null}
    </>
  );
}

function Effect({
  icon,
  warn = false,
  danger = false,
  children,
}: {
  readonly icon?: ReactNode;
  readonly warn?: boolean;
  readonly danger?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <span
      className={classes(
        "inline-flex items-center gap-1.5 text-xs [&_svg]:size-3.5 [&_svg]:shrink-0",
        danger ? "text-danger" : warn ? "text-warn" : "text-muted",
      )}
    >
      {icon}
      {children}
    </span>
  );
}

/** Which subscriptions, the first of them. */
function Losses({ impact }: { readonly impact: NonNullable<RoleCheckView["impact"]> }) {
  const t = useTranslations("roles.save");
  return (
    <details className="text-xs">
      <summary className="w-fit rounded-sm text-muted hover:text-ink">{t("which")}</summary>
      <ul className="mt-1.5 flex max-h-40 flex-col gap-1 overflow-y-auto">
        {impact.losses.map(({ deviceName, clientId, filter, online }) => (
          <li key={`${clientId} ${deviceName} ${filter}`} className="flex flex-wrap gap-x-2">
            <span className="font-medium">{deviceName}</span>
            <code className="font-mono text-muted">{filter ?? clientId}</code>
            {online ? null : <span className="text-faint">{t("offline")}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}
