import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { ResetForm } from "../../../../_auth/reset-form.tsx";
import { Messages } from "../../../../_i18n/messages.tsx";
import { clientAddress } from "../../../../_services/client-address.ts";
import { readPasswordReset } from "../../../../_services/users/reset-password.ts";
import { buttonStyle } from "../../../../_ui/button.tsx";

export async function generateMetadata(): Promise<Metadata> {
  // The address is a secret: no page that is left from here may hear of it.
  return { title: (await getTranslations("auth"))("reset.title"), referrer: "no-referrer" };
}

export default async function ResetPage({ params }: { readonly params: Promise<{ token: string }> }) {
  const { token } = await params;
  const t = await getTranslations("auth");
  const email = await readPasswordReset(token.slice(0, 100), clientAddress(await headers()));
  const gone = email === undefined;
  return (
    <Messages of={["auth"]}>
      <div className="flex flex-col gap-1">
        <h1 className="text-2xl font-semibold tracking-tight">{t(gone ? "reset.goneTitle" : "reset.title")}</h1>
        <p className="text-muted">{gone ? t("reset.goneText") : t("reset.lead", { email })}</p>
      </div>
      {gone ? (
        <Link href="/sign-in/forgot" className={buttonStyle({ size: "lg" })}>
          {t("reset.again")}
        </Link>
      ) : (
        <ResetForm token={token} email={email} />
      )}
    </Messages>
  );
}
