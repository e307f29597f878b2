import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { UserActor } from "../_services/actor.ts";
import { ApiError } from "../_services/errors.ts";
import { getRoleVersion } from "../_services/roles/get-role-version.ts";
import { listRoleVersions } from "../_services/roles/list-role-versions.ts";
import type { RoleVersionWithRulesView, RoleView } from "../_services/roles/role.ts";
import { Card, CardBody, CardHeader } from "../_ui/card.tsx";
import { RollBack } from "./roll-back.tsx";
import { RuleDiff } from "./rule-diff.tsx";
import { RuleWords } from "./rule-words.tsx";
import { VersionList } from "./version-list.tsx";

interface VersionsSectionProps {
  readonly actor: UserActor;
  readonly tenantSlug: string;
  readonly role: RoleView;
  /** As it stands in the address. */
  readonly chosen: string | string[] | undefined;
  readonly mayWrite: boolean;
}

/** More are not kept. */
const VERSIONS_SHOWN = 100;

/** What was, who changed it, and the way back. */
export async function VersionsSection({ actor, tenantSlug, role, chosen, mayWrite }: VersionsSectionProps) {
  const t = await getTranslations("roles.versions");
  const { data: versions } = await listRoleVersions(actor, role.id, { limit: VERSIONS_SHOWN });
  const wanted = typeof chosen === "string" && /^\d{1,9}$/.test(chosen) ? Number(chosen) : role.version;
  const version = (await findVersion(actor, role.id, wanted)) ?? (await findVersion(actor, role.id, role.version));
  const path = `/${tenantSlug}/roles/${role.id}?tab=versions`;
  if (version === undefined) return null;
  const index = versions.findIndex((one) => one.version === version.version);
  const previous = versions[index + 1];
  const former = previous === undefined ? undefined : await findVersion(actor, role.id, previous.version);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 md:grid-cols-[16rem_minmax(0,1fr)]">
      <Card className="max-h-[32rem] overflow-y-auto p-1.5">
        <VersionList path={path} versions={versions} chosen={version.version} />
      </Card>
      <Card aria-labelledby="version">
        <CardHeader
          id="version"
          title={t("one", { version: version.version })}
          description={version.note === "" ? t("noNote") : version.note}
          actions={
            mayWrite && !version.current ? (
              <RollBack
                tenantSlug={tenantSlug}
                roleId={role.id}
                presentVersion={role.version}
                version={version.version}
              />
            ) : undefined
          }
        />
        <CardBody className="flex flex-col gap-5">
          {version.current ? null : (
            <Section title={t("toNow", { version: role.version })}>
              <RuleDiff before={version.rules} after={role.rules} label={t("toNow", { version: role.version })} />
            </Section>
          )}
          {former === undefined ? null : (
            <Section
              title={t.rich("sinceBefore", {
                version: former.version,
                link: (part) => (
                  <Link href={`${path}&version=${former.version}`} scroll={false} className="underline">
                    {part}
                  </Link>
                ),
              })}
            >
              <RuleDiff before={former.rules} after={version.rules} label={t("changed")} />
            </Section>
          )}
          <Section title={t("rules", { count: version.rules.length })}>
            <ol className="flex flex-col gap-1.5">
              {version.rules.map((rule, position) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a kept list does not change, and may hold a rule twice
                <li key={position} className="flex items-start gap-2.5">
                  <span aria-hidden className="w-6 shrink-0 pt-0.5 text-right font-mono text-xs text-faint">
                    {position + 1}
                  </span>
                  <RuleWords rule={rule} />
                </li>
              ))}
            </ol>
          </Section>
        </CardBody>
      </Card>
    </div>
  );
}

function Section({ title, children }: { readonly title: React.ReactNode; readonly children: React.ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-sm font-medium">{title}</h3>
      {children}
    </section>
  );
}

/** Undefined when it is not kept: an old link shows what is in force. */
async function findVersion(
  actor: UserActor,
  roleId: string,
  version: number,
): Promise<RoleVersionWithRulesView | undefined> {
  try {
    return await getRoleVersion(actor, roleId, version);
  } catch (error) {
    if (error instanceof ApiError && error.code === "not_found") return undefined;
    throw error;
  }
}
