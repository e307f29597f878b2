"use client";

import { useTranslations } from "next-intl";
import { AUTHORITY_FILE } from "../_connect/placeholders.ts";
import { Card, CardHeader } from "../_ui/card.tsx";
import type { BrokerAuthority } from "./broker-authority.ts";
import { DownloadMenu } from "./download-menu.tsx";
import { Expiry } from "./expiry.tsx";
import { Fingerprint } from "./fingerprint.tsx";

/** What devices verify the broker with, to be downloaded in the form that they need. */
export function BrokerAuthorityCard({ authority }: { readonly authority: BrokerAuthority | undefined }) {
  const t = useTranslations("certificates.broker");
  return (
    <Card aria-labelledby="broker-authority">
      <CardHeader
        id="broker-authority"
        title={t("title")}
        description={authority === undefined ? t("operator") : t("text")}
        actions={
          authority === undefined ? undefined : (
            <DownloadMenu
              name={t("title")}
              file={AUTHORITY_FILE.replace(/\.pem$/, "")}
              pem={authority.pem}
              about={[authority.name, `SHA-256 ${authority.fingerprint}`, `until ${authority.notAfter}`]}
            />
          )
        }
      />
      {authority === undefined ? null : (
        <dl className="grid gap-x-8 gap-y-3 px-4 py-3 text-sm sm:grid-cols-[minmax(0,1fr)_auto_auto]">
          <Fact name={t("name")}>
            <span className="break-all">{authority.name}</span>
          </Fact>
          <Fact name={t("fingerprint")}>
            <Fingerprint value={authority.fingerprint} />
          </Fact>
          <Fact name={t("ends")}>
            <Expiry notBefore={authority.notBefore} notAfter={authority.notAfter} bare />
          </Fact>
        </dl>
      )}
    </Card>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <dt className="text-xs text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
