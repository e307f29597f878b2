"use client";

import { useTranslations } from "next-intl";
import type { AuthorityView } from "../_services/certificates/certificate.ts";
import { Badge } from "../_ui/badge.tsx";
import { Button } from "../_ui/button.tsx";
import { Card } from "../_ui/card.tsx";
import { classes } from "../_ui/classes.ts";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { toast } from "../_ui/toast.tsx";
import { endAuthority } from "./actions.ts";
import { DownloadMenu } from "./download-menu.tsx";
import { Expiry } from "./expiry.tsx";
import { Fingerprint } from "./fingerprint.tsx";
import { MAPPING_WORDS } from "./mapping-words.ts";

interface AuthorityListProps {
  readonly tenantSlug: string;
  readonly authorities: readonly AuthorityView[];
  readonly mayWrite: boolean;
}

/** More than so many certificates do not go by one click. */
const TYPED_FROM = 10;

/** The tenant's authorities: what they are good for, how long, and how trust in them is ended. */
export function AuthorityList({ tenantSlug, authorities, mayWrite }: AuthorityListProps) {
  return (
    <Card>
      <ul className="divide-y">
        {authorities.map((authority) => (
          <li key={authority.id} className="flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3">
            <Authority authority={authority} />
            <span className="flex items-center justify-end gap-2 sm:min-w-48">
              <DownloadMenu
                name={authority.name}
                file={authority.name}
                pem={authority.pem}
                about={[authority.subject, `SHA-256 ${authority.fingerprint}`, `until ${authority.notAfter}`]}
              />
              {mayWrite && authority.status !== "untrusted" ? (
                <EndTrust tenantSlug={tenantSlug} authority={authority} />
              ) : null}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Authority({ authority }: { readonly authority: AuthorityView }) {
  const t = useTranslations("certificates.authorities");
  const { status, kind } = authority;
  const over = status === "untrusted";
  return (
    <>
      <span className="flex min-w-56 flex-1 flex-col gap-0.5">
        <span className="flex flex-wrap items-center gap-2">
          <span className={classes("font-medium break-all", over && "text-muted line-through")}>{authority.name}</span>
          <Badge tone={kind === "made" ? "accent" : "neutral"}>{t(`kind.${kind}`)}</Badge>
          {status === "active" ? null : (
            <Badge tone={status === "notYetValid" ? "warn" : "danger"}>{t(`status.${status}`)}</Badge>
          )}
        </span>
        <span className="flex flex-wrap items-center gap-x-3 text-xs text-muted">
          {kind === "uploaded" ? <span>{t(`mapping.${MAPPING_WORDS[authority.mapping]}`)}</span> : null}
          <span>{t("count", { count: authority.certificates })}</span>
          <Fingerprint value={authority.fingerprint} />
        </span>
      </span>
      <Expiry notBefore={authority.notBefore} notAfter={authority.notAfter} endedAt={authority.endedAt ?? undefined} />
    </>
  );
}

function EndTrust({ tenantSlug, authority }: { readonly tenantSlug: string; readonly authority: AuthorityView }) {
  const t = useTranslations("certificates.authorities");
  const { name, certificates: count } = authority;
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="dangerQuiet" aria-label={t("endOne", { name })}>
          {t("end")}
        </Button>
      }
      title={t("endTitle", { name })}
      description={t(authority.kind === "made" ? "endMade" : "endUploaded", { count })}
      confirm={t("endNow")}
      typed={count > TYPED_FROM ? { label: t("type", { count }), text: String(count) } : undefined}
      run={() => endAuthority(tenantSlug, authority.id)}
      onDone={() => toast(t("ended"))}
    />
  );
}
