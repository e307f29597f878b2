import { Check } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { RoleVersionView } from "../_services/roles/role.ts";
import { Badge } from "../_ui/badge.tsx";
import { classes } from "../_ui/classes.ts";
import { TimeAgo } from "../_ui/time-ago.tsx";

interface VersionListProps {
  /** Of the role's page of versions. */
  readonly path: string;
  readonly versions: readonly RoleVersionView[];
  readonly chosen: number;
}

/** Every save, newest first; one is chosen, and its link can be shared. */
export function VersionList({ path, versions, chosen }: VersionListProps) {
  const t = useTranslations("roles.versions");
  return (
    <ol aria-label={t("label")} className="flex flex-col gap-0.5">
      {versions.map(({ version, current, note, author, createdAt }) => (
        <li key={version}>
          <Link
            href={`${path}&version=${version}`}
            scroll={false}
            aria-current={version === chosen ? "true" : undefined}
            className={classes(
              "flex flex-col gap-0.5 rounded-md px-3 py-2 hover:bg-hover",
              version === chosen && "bg-accent-soft hover:bg-accent-soft",
            )}
          >
            <span className="flex items-center gap-2 text-sm font-medium">
              {t("one", { version })}
              {current ? (
                <Badge tone="ok">
                  <Check aria-hidden />
                  {t("inForce")}
                </Badge>
              ) : null}
              <span className="ml-auto text-xs font-normal text-muted">
                <TimeAgo at={createdAt} />
              </span>
            </span>
            {note === "" ? null : <span className="text-sm">{note}</span>}
            <span className="truncate text-xs text-muted">{author.label}</span>
          </Link>
        </li>
      ))}
    </ol>
  );
}
