"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "../_ui/button.tsx";
import { classes } from "../_ui/classes.ts";
import { Notice } from "../_ui/notice.tsx";
import type { StaleState } from "./use-edit.ts";

interface StaleFrameProps {
  readonly title?: string;
  readonly text?: string;
  readonly saving: boolean;
  readonly onKeepMine: () => void;
  readonly onTakeTheirs: () => void;
  /** What they changed and what is here. */
  readonly children: ReactNode;
}

/** Somebody was quicker: what they changed, what is here, and the choice; nothing typed is lost. */
export function StaleFrame({ title, text, saving, onKeepMine, onTakeTheirs, children }: StaleFrameProps) {
  const t = useTranslations("common.stale");
  return (
    <section
      aria-label={title ?? t("title")}
      className="flex min-w-0 flex-col gap-4 rounded-lg border border-warn/25 bg-warn-soft p-4"
    >
      <Notice tone="warn" title={title ?? t("title")} className="border-0 bg-transparent p-0">
        {text ?? t("text")}
      </Notice>
      {children}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" pending={saving} onClick={onKeepMine}>
          {t("keepMine")}
        </Button>
        <Button onClick={onTakeTheirs}>{t("takeTheirs")}</Button>
      </div>
    </section>
  );
}

interface StaleEditProps<Values> extends Omit<StaleFrameProps, "children"> {
  readonly stale: StaleState<Values>;
  readonly label: (field: keyof Values & string) => ReactNode;
  /** A field's value as people read it; empty for none. */
  readonly show: <Field extends keyof Values & string>(field: Field, value: Values[Field]) => string;
}

/** The same for a form of fields: each that is not everywhere alike, before, now and here. */
export function StaleEdit<Values>({ stale, label, show, ...frame }: StaleEditProps<Values>) {
  const t = useTranslations("common.stale");
  const cell = "px-2 py-1.5 align-top wrap-anywhere";
  return (
    <StaleFrame {...frame}>
      <table className="w-full table-fixed border-collapse overflow-hidden rounded-md border bg-surface text-xs">
        <thead>
          <tr className="border-b text-left text-muted">
            <th scope="col" className={classes(cell, "font-medium")}>
              {t("field")}
            </th>
            <th scope="col" className={classes(cell, "font-medium")}>
              {t("before")}
            </th>
            <th scope="col" className={classes(cell, "font-medium")}>
              {t("theirs")}
            </th>
            <th scope="col" className={classes(cell, "font-medium")}>
              {t("mine")}
            </th>
          </tr>
        </thead>
        <tbody>
          {stale.clashes.map(({ field, changedByThem, changedByMe }) => (
            <tr key={field} className="border-b last:border-b-0">
              <th scope="row" className={classes(cell, "text-left font-medium")}>
                {label(field)}
              </th>
              <td className={classes(cell, "text-muted")}>{show(field, stale.base[field]) || t("none")}</td>
              <td className={classes(cell, changedByThem && "font-medium text-warn")}>
                {show(field, stale.theirs[field]) || t("none")}
              </td>
              <td className={classes(cell, changedByMe && "font-medium")}>
                {show(field, stale.merged[field]) || t("none")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </StaleFrame>
  );
}
