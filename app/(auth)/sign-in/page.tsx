import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { currentPerson } from "../../_auth/access.ts";
import { returnPath } from "../../_auth/return-path.ts";
import { SignInForm } from "../../_auth/sign-in-form.tsx";
import { Messages } from "../../_i18n/messages.tsx";
import { services } from "../../_services/database.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("signIn.title") };
}

export default async function SignInPage({ searchParams }: { readonly searchParams: Promise<{ next?: string }> }) {
  const next = returnPath((await searchParams).next);
  if ((await currentPerson()) !== undefined) redirect(next);
  const t = await getTranslations("auth");
  return (
    <Messages of={["auth"]}>
      <div className="flex flex-col gap-1">
        <h1 className="text-2xl font-semibold tracking-tight">{t("signIn.title")}</h1>
        <p className="text-muted">{t("signIn.lead")}</p>
      </div>
      <SignInForm next={next} />
      {services().config.signup === "open" ? (
        <p className="text-sm text-muted">
          {t("signIn.noAccount")}{" "}
          <Link href="/sign-up" className="font-medium text-accent-text underline underline-offset-4">
            {t("signUp.title")}
          </Link>
        </p>
      ) : null}
    </Messages>
  );
}
