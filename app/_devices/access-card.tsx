import { Ban, Check } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import type { RuleLine } from "#core/acl.ts";
import type { RoleRulesView } from "../_services/roles/list-rules-of-device.ts";
import { Badge } from "../_ui/badge.tsx";
import { Card, CardBody, CardHeader } from "../_ui/card.tsx";

/** What the device may do, each rule as a sentence, in the order they are asked. */
export async function AccessCard({
  tenantSlug,
  deviceName,
  roles,
  actions,
}: {
  readonly tenantSlug: string;
  readonly deviceName: string;
  readonly roles: readonly RoleRulesView[];
  readonly actions?: ReactNode;
}) {
  const t = await getTranslations("devices.access");
  return (
    <Card aria-labelledby="access">
      <CardHeader id="access" title={t("title")} actions={actions} />
      <CardBody className="flex flex-col gap-4">
        {roles.map((role) => (
          <div key={role.id} className="flex flex-col gap-2">
            <p className="flex flex-wrap items-center gap-2 text-xs text-muted">
              <Link href={`/${tenantSlug}/roles/${role.id}`} className="group">
                <Badge tone="accent" className="font-mono group-hover:underline">
                  {role.name}
                </Badge>
              </Link>
              {role.group === null ? null : t("byGroup", { group: role.group.name })}
            </p>
            <ul className="flex flex-col gap-1.5 text-sm">
              {role.rules.map((rule, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a rule may stand there twice, and nothing here moves
                <li key={index} className="flex items-start gap-2">
                  {rule.effect === "allow" ? (
                    <Check aria-hidden className="mt-1 size-3.5 shrink-0 text-ok" />
                  ) : (
                    <Ban aria-hidden className="mt-1 size-3.5 shrink-0 text-danger" />
                  )}
                  <span>{sentence(rule)}</span>
                </li>
              ))}
            </ul>
          </div>
        ))}
        {roles.length === 0 ? <p className="text-sm text-muted">{t("noRole")}</p> : null}
        <p className="text-xs text-muted">{t("defaultDeny")}</p>
      </CardBody>
    </Card>
  );

  function sentence({ effect, action, filter, qosMax, retainAllowed }: RuleLine) {
    const expanded = filter.replaceAll("${device}", deviceName);
    const limits = [
      ...(qosMax < 2 ? [t("qosMax", { qos: qosMax })] : []),
      ...(retainAllowed || action === "subscribe" ? [] : [t("noRetain")]),
    ];
    return (
      <>
        {t.rich(`${effect}.${action}`, {
          filter: expanded,
          scope: t(expanded === "#" ? "everything" : expanded.endsWith("/#") ? "below" : "exactly"),
          code: (part) => <code className="font-mono text-xs break-all">{part}</code>,
        })}
        {limits.length === 0 ? null : <span className="text-muted"> {limits.join(" ")}</span>}
      </>
    );
  }
}
