"use client";

import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useTransition } from "react";
import { Button } from "../_ui/button.tsx";
import { classes } from "../_ui/classes.ts";
import { Field } from "../_ui/field.tsx";
import { useHotkey } from "../_ui/hotkey.ts";
import { Input, Select } from "../_ui/input.tsx";
import { type AuditQuery, TIME_RANGES, type TimeRange, writeAuditQuery } from "./audit-query.ts";
import { NOUNS } from "./nouns.ts";

const KINDS = ["user", "apiKey", "system"] as const;

/** The filters; they are the URL, so that a view can be shared and Back undoes a change. */
export function AuditFilters({ query }: { readonly query: AuditQuery }) {
  const t = useTranslations("audit");
  const router = useRouter();
  const pathname = usePathname();
  const [pending, start] = useTransition();
  const form = useRef<HTMLFormElement>(null);
  const first = useRef<HTMLInputElement>(null);
  useHotkey("/", () => first.current?.focus(), t("filters.label"));

  function apply(event?: FormEvent): void {
    event?.preventDefault();
    if (form.current === null) return;
    const entries = [...new FormData(form.current)].map(([name, value]) => [name, String(value).trim()] as const);
    const params = writeAuditQuery(Object.fromEntries(entries));
    start(() => router.push(params.size === 0 ? pathname : `${pathname}?${params}`, { scroll: false }));
  }

  const filtered = Object.values(query).some((value) => value !== "");
  return (
    <search aria-label={t("filters.label")}>
      <form
        ref={form}
        onSubmit={apply}
        // Begins anew with the URL, also when Back changes it.
        key={JSON.stringify(query)}
        className={classes(
          "grid grid-cols-2 items-end gap-3 rounded-lg border bg-surface p-3 shadow-card md:grid-cols-3 xl:grid-cols-[1fr_1fr_1fr_1.4fr_1.4fr_auto]",
          pending && "opacity-70",
        )}
      >
        <Field name="time" label={t("filters.time")}>
          {(control) => (
            <Select {...control} defaultValue={query.time} onChange={() => apply()}>
              <option value="">{t("filters.all")}</option>
              {(Object.keys(TIME_RANGES) as TimeRange[]).map((range) => (
                <option key={range} value={range}>
                  {t(`filters.${range}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field name="action" label={t("filters.action")}>
          {(control) => (
            <Select {...control} defaultValue={query.action} onChange={() => apply()}>
              <option value="">{t("filters.everyAction")}</option>
              {NOUNS.map((noun) => (
                <option key={noun} value={noun}>
                  {t(`nouns.${noun}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field name="by" label={t("filters.kind")}>
          {(control) => (
            <Select {...control} defaultValue={query.by} onChange={() => apply()}>
              <option value="">{t("filters.everyKind")}</option>
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`filters.${kind}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field name="actor" label={t("filters.actor")}>
          {(control) => (
            <Input
              {...control}
              ref={first}
              autoComplete="off"
              maxLength={254}
              placeholder={t("filters.actorPlaceholder")}
              defaultValue={query.actor}
            />
          )}
        </Field>
        <Field name="target" label={t("filters.target")} className="col-span-2 md:col-span-1">
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              maxLength={254}
              placeholder={t("filters.targetPlaceholder")}
              defaultValue={query.target}
            />
          )}
        </Field>
        <div className="col-span-2 flex justify-end gap-2 md:col-span-1">
          {filtered ? (
            <Button variant="quiet" onClick={() => start(() => router.push(pathname, { scroll: false }))}>
              {t("filters.clear")}
            </Button>
          ) : null}
          <Button type="submit" pending={pending}>
            {t("filters.apply")}
          </Button>
        </div>
      </form>
    </search>
  );
}
