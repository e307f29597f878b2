import { useTranslations } from "next-intl";
import type { AccessReachView } from "../_services/access/access-question.ts";
import { Badge } from "../_ui/badge.tsx";
import { Card, CardBody, CardHeader } from "../_ui/card.tsx";
import { classes } from "../_ui/classes.ts";

/** Which topics it may use, by action: what each rule allows or denies, variables filled in. */
export function ReachCard({ reach }: { readonly reach: AccessReachView }) {
  const t = useTranslations("simulator.reach");
  return (
    <div className="grid gap-4">
      {(["publish", "subscribe"] as const).map((action) => (
        <Card key={action} aria-labelledby={`reach-${action}`}>
          <CardHeader id={`reach-${action}`} title={t(`${action}.title`)} description={t("order")} />
          {reach[action].length === 0 ? (
            <CardBody className="text-sm text-muted">{t("nothing")}</CardBody>
          ) : (
            <ol className="divide-y">
              {reach[action].map((entry) => (
                <li
                  key={`${entry.roleName} ${entry.position}`}
                  className={classes("flex flex-col gap-1 px-4 py-2.5", !entry.effective && "opacity-75")}
                >
                  <span className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
                    <Badge tone={entry.effect === "allow" ? "ok" : "danger"}>{t(entry.effect)}</Badge>
                    <code className={classes("font-mono text-sm break-all", !entry.effective && "line-through")}>
                      {entry.expanded ?? entry.filter}
                    </code>
                    {entry.effect === "allow" && entry.qosMax < 2 ? (
                      <Badge>{t("qosMax", { qos: entry.qosMax })}</Badge>
                    ) : null}
                    {entry.effect === "allow" && action === "publish" && !entry.retainAllowed ? (
                      <Badge>{t("noRetain")}</Badge>
                    ) : null}
                  </span>
                  {entry.except.length === 0 ? null : (
                    <span className="text-xs text-muted">
                      {t("except")} <code className="font-mono text-ink">{entry.except.join(", ")}</code>
                    </span>
                  )}
                  <span className="text-xs text-muted">
                    {t("rule", { role: entry.roleName, position: entry.position })}
                    {entry.expanded === null ? ` · ${t("unusable")}` : entry.effective ? "" : ` · ${t("shadowed")}`}
                  </span>
                </li>
              ))}
            </ol>
          )}
        </Card>
      ))}
      <p className="text-xs text-muted">{t("rest")}</p>
    </div>
  );
}
