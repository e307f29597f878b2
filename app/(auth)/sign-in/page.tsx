import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { currentPerson } from "../../_auth/access.ts";
import { ProviderButton } from "../../_auth/provider-button.tsx";
import { returnPath } from "../../_auth/return-path.ts";
import { SignInForm } from "../../_auth/sign-in-form.tsx";
import { Messages } from "../../_i18n/messages.tsx";
import { services } from "../../_services/database.ts";
import { PROVIDER_REFUSALS, type ProviderRefusal } from "../../_services/users/admit-by-provider.ts";
import { Notice } from "../../_ui/notice.tsx";

interface SignInPageProps {
  readonly searchParams: Promise<{ next?: string; refused?: string; error?: string; reset?: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("signIn.title") };
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const query = await searchParams;
  const next = returnPath(query.next);
  if ((await currentPerson()) !== undefined) redirect(next);
  const t = await getTranslations("auth");
  const { signup, oidc } = services().config;
  const refusal = PROVIDER_REFUSALS.find((each): each is ProviderRefusal => each === query.refused);
  const name = oidc?.name ?? "";
  const problem =
    refusal !== undefined
      ? t(`refused.${refusal}`, { name })
      : query.error !== undefined && oidc !== undefined
        ? t("signIn.providerFailed", { name })
        : undefined;
  return (
    <Messages of={["auth"]}>
      <div className="flex flex-col gap-1">
        <h1 className="text-2xl font-semibold tracking-tight">{t("signIn.title")}</h1>
        <p className="text-muted">{t("signIn.lead")}</p>
      </div>
      {problem === undefined ? null : <Notice tone="warn">{problem}</Notice>}
      {query.reset === undefined ? null : <Notice tone="ok">{t("signIn.isReset")}</Notice>}
      <ProviderButton next={next} />
      <SignInForm next={next} />
      <p className="flex flex-wrap justify-between gap-x-4 gap-y-2 text-sm text-muted">
        <Link href="/sign-in/forgot" className="text-accent-text underline underline-offset-4">
          {t("signIn.forgot")}
        </Link>
        {signup === "open" ? (
          <span>
            {t("signIn.noAccount")}{" "}
            <Link href="/sign-up" className="font-medium text-accent-text underline underline-offset-4">
              {t("signUp.title")}
            </Link>
          </span>
        ) : null}
      </p>
    </Messages>
  );
}
