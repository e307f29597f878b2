"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ImportPlanView } from "../_services/devices/import-devices.ts";
import { Card, CardBody, CardHeader } from "../_ui/card.tsx";
import { classes } from "../_ui/classes.ts";
import { Td, Th, Tr } from "../_ui/table.tsx";

const COUNTS = ["create", "update", "skip", "error"] as const;

/** What the import would do, and which rows it cannot do and why. */
export function ImportPlan({ plan }: { readonly plan: ImportPlanView }) {
  const t = useTranslations("deviceImport.plan");
  const format = useFormatter();
  return (
    <Card aria-labelledby="plan" role="status">
      <CardHeader id="plan" title={t("title")} description={t("text")} />
      <dl className="grid grid-cols-2 divide-x sm:grid-cols-4">
        {COUNTS.map((count) => (
          <div key={count} className="px-4 py-3">
            <dt className="text-xs text-muted">{t(count)}</dt>
            <dd
              className={classes(
                "text-xl font-semibold tabular-nums",
                count === "error" && plan.error > 0 && "text-danger",
                plan[count] === 0 && "text-faint",
              )}
            >
              {format.number(plan[count])}
            </dd>
          </div>
        ))}
      </dl>
      {plan.errors.length === 0 ? null : (
        <CardBody className="max-h-72 overflow-y-auto border-t p-0">
          <table className="w-full border-collapse text-sm">
            <thead>
              <tr>
                <Th className="w-20">{t("row")}</Th>
                <Th className="w-48">{t("name")}</Th>
                <Th>{t("reason")}</Th>
              </tr>
            </thead>
            <tbody>
              {plan.errors.map(({ row, label, message }) => (
                <Tr key={row}>
                  <Td className="text-muted tabular-nums">{row}</Td>
                  <Td className="font-mono text-xs">{label}</Td>
                  <Td className="text-danger">{message}</Td>
                </Tr>
              ))}
            </tbody>
          </table>
          {plan.error > plan.errors.length ? (
            <p className="px-3 py-2 text-xs text-muted">{t("more", { count: plan.error - plan.errors.length })}</p>
          ) : null}
        </CardBody>
      )}
    </Card>
  );
}
