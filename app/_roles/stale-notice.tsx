"use client";

import { useTranslations } from "next-intl";
import type { RuleLine } from "#core/acl.ts";
import { StaleFrame } from "../_forms/stale-edit.tsx";
import type { RoleView } from "../_services/roles/role.ts";
import { RuleDiff } from "./rule-diff.tsx";

interface StaleNoticeProps {
  /** What the edit began with. */
  readonly base: { readonly version: number; readonly rules: readonly RuleLine[] };
  /** As somebody else saved it meanwhile. */
  readonly theirs: RoleView;
  readonly mine: readonly RuleLine[];
  readonly saving: boolean;
  readonly onTakeTheirs: () => void;
  readonly onSaveMine: () => void;
}

/** Somebody was quicker: what they changed, what is here, and the choice; nothing typed is lost. */
export function StaleNotice({ base, theirs, mine, saving, onTakeTheirs, onSaveMine }: StaleNoticeProps) {
  const t = useTranslations("roles.stale");
  return (
    <StaleFrame
      title={t("title")}
      text={t("text", { version: theirs.version })}
      saving={saving}
      onKeepMine={onSaveMine}
      onTakeTheirs={onTakeTheirs}
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-2">
        <div className="flex flex-col gap-1.5">
          <h2 className="text-sm font-medium">{t("theirs", { from: base.version, to: theirs.version })}</h2>
          <RuleDiff
            before={base.rules}
            after={theirs.rules}
            label={t("theirs", { from: base.version, to: theirs.version })}
          />
        </div>
        <div className="flex flex-col gap-1.5">
          <h2 className="text-sm font-medium">{t("mine")}</h2>
          <RuleDiff before={theirs.rules} after={mine} label={t("mine")} />
        </div>
      </div>
    </StaleFrame>
  );
}
