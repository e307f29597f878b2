"use client";

import { Plus, RotateCcw, X } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { AccessVerdictView } from "../_services/access/access-question.ts";
import { buttonStyle } from "../_ui/button.tsx";
import { classes } from "../_ui/classes.ts";
import { Menu, MenuLink } from "../_ui/menu.tsx";
import { type Simulation, simulationQuery } from "./simulation.ts";

interface WhatIfProps {
  readonly tenantSlug: string;
  readonly simulation: Simulation;
  /** Those that were asked, in order. */
  readonly roles: AccessVerdictView["roles"];
  readonly roleNames: readonly string[];
}

/** The roles that were asked; each can be thought away, and others thought of. */
export function WhatIf({ tenantSlug, simulation, roles, roleNames }: WhatIfProps) {
  const t = useTranslations("simulator.whatIf");
  const { withRoles, withoutRoles } = simulation;
  const href = (change: Partial<Simulation>) =>
    `/${tenantSlug}/simulator${simulationQuery({ ...simulation, ...change })}`;
  const without = (role: string) =>
    withRoles.includes(role)
      ? href({ withRoles: withRoles.filter((each) => each !== role) })
      : href({ withoutRoles: [...withoutRoles, role] });
  const asked = new Set(roles.map(({ name }) => name));
  const addable = roleNames.filter((name) => !asked.has(name) && !withoutRoles.includes(name));
  const changed = withRoles.length > 0 || withoutRoles.length > 0;
  return (
    <div className="flex flex-col gap-2">
      <h3 className="text-sm font-medium">{t("title")}</h3>
      <ul className="flex flex-wrap items-center gap-1.5">
        {roles.map(({ name, group }) => (
          <li key={name}>
            <Chip tone={withRoles.includes(name) ? "added" : "asked"}>
              <span className="truncate font-mono">{name}</span>
              {group === null ? null : <span className="text-muted">{t("byGroup", { group })}</span>}
              <Link
                href={without(name)}
                scroll={false}
                aria-label={t("skip", { role: name })}
                title={t("skip", { role: name })}
                className="-mr-1 grid size-6 place-items-center rounded-full hover:bg-hover"
              >
                <X aria-hidden className="size-3" />
              </Link>
            </Chip>
          </li>
        ))}
        {withoutRoles.map((name) => (
          <li key={name}>
            <Chip tone="skipped">
              <span className="truncate font-mono line-through">{name}</span>
              <Link
                href={href({ withoutRoles: withoutRoles.filter((each) => each !== name) })}
                scroll={false}
                aria-label={t("back", { role: name })}
                title={t("back", { role: name })}
                className="-mr-1 grid size-6 place-items-center rounded-full hover:bg-hover"
              >
                <RotateCcw aria-hidden className="size-3" />
              </Link>
            </Chip>
          </li>
        ))}
        {addable.length === 0 ? null : (
          <li>
            <Menu
              align="start"
              className="max-h-72 overflow-y-auto"
              trigger={
                <button type="button" className={classes(buttonStyle({ size: "sm" }), "h-6 rounded-full")}>
                  <Plus aria-hidden />
                  {t("add")}
                </button>
              }
            >
              {addable.map((name) => (
                <MenuLink
                  key={name}
                  render={<Link href={href({ withRoles: [...withRoles, name] })} scroll={false} />}
                  className="font-mono text-xs"
                >
                  {name}
                </MenuLink>
              ))}
            </Menu>
          </li>
        )}
        {changed ? (
          <li>
            <Link
              href={href({ withRoles: [], withoutRoles: [] })}
              scroll={false}
              className="px-1 text-xs text-accent-text hover:underline"
            >
              {t("reset")}
            </Link>
          </li>
        ) : null}
      </ul>
      {changed ? <p className="text-xs text-muted">{t("imagined")}</p> : null}
    </div>
  );
}

function Chip({ tone, children }: { readonly tone: "asked" | "added" | "skipped"; readonly children: ReactNode }) {
  return (
    <span
      className={classes(
        "inline-flex h-6 max-w-64 items-center gap-1.5 rounded-full border px-2 text-xs",
        tone === "asked" && "bg-surface",
        tone === "added" && "border-ok/40 bg-ok-soft text-ok",
        tone === "skipped" && "border-dashed bg-sunken text-muted",
      )}
    >
      {children}
    </span>
  );
}
