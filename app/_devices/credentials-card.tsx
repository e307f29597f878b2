"use client";

import { useTranslations } from "next-intl";
import type { Addresses } from "../_connect/addresses.ts";
import type { CredentialView, DeviceView } from "../_services/devices/device.ts";
import { Badge } from "../_ui/badge.tsx";
import { Card, CardHeader } from "../_ui/card.tsx";
import { TimeAgo } from "../_ui/time-ago.tsx";
import { RevokeCredential } from "./revoke-credential.tsx";
import { RotateCredential } from "./rotate-credential.tsx";

interface CredentialsCardProps {
  readonly tenantSlug: string;
  readonly device: DeviceView;
  readonly credentials: readonly CredentialView[];
  readonly mayWrite: boolean;
  readonly addresses: Addresses;
}

const TONES = { active: "ok", expired: "neutral", revoked: "danger" } as const;

/** The device's secrets: what can be shown of them, and how they are changed. */
export function CredentialsCard({ tenantSlug, device, credentials, mayWrite, addresses }: CredentialsCardProps) {
  const t = useTranslations("devices.credentials");
  return (
    <Card aria-labelledby="credentials">
      <CardHeader
        id="credentials"
        title={t("title")}
        description={t("text")}
        actions={
          mayWrite ? <RotateCredential tenantSlug={tenantSlug} device={device} addresses={addresses} /> : undefined
        }
      />
      <ul className="divide-y text-sm">
        {credentials.map((credential) => (
          <li key={credential.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
            <span className="inline-flex min-w-0 items-baseline gap-2">
              {credential.name === "" ? null : <span className="truncate font-medium">{credential.name}</span>}
              <code className="font-mono text-xs">{credential.secretPrefix}…</code>
            </span>
            <Badge tone={TONES[credential.status]}>{t(`status.${credential.status}`)}</Badge>
            <span className="flex min-w-0 flex-1 flex-wrap gap-x-4 text-xs text-muted">
              <span>
                {t("created")} <TimeAgo at={credential.createdAt} />
              </span>
              <span>
                {credential.lastUsedAt === null ? (
                  t("neverUsed")
                ) : (
                  <>
                    {t("lastUsed")} <TimeAgo at={credential.lastUsedAt} />
                    {credential.lastUsedAddress === null ? null : (
                      <> {t("from", { address: credential.lastUsedAddress })}</>
                    )}
                  </>
                )}
              </span>
              {credential.status === "active" && credential.expiresAt !== null ? (
                <span className={endsSoon(credential.expiresAt) ? "text-warn" : undefined}>
                  {t("expires", { at: new Date(credential.expiresAt) })}
                </span>
              ) : null}
            </span>
            {mayWrite && credential.status === "active" ? (
              <RevokeCredential tenantSlug={tenantSlug} device={device} credential={credential} />
            ) : null}
          </li>
        ))}
        {credentials.length === 0 ? <li className="px-4 py-3 text-muted">{t("none")}</li> : null}
      </ul>
    </Card>
  );
}

const SOON_MS = 7 * 24 * 60 * 60 * 1_000;

function endsSoon(expiresAt: string): boolean {
  return Date.parse(expiresAt) - Date.now() < SOON_MS;
}
