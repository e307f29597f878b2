import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { currentPerson } from "../../_auth/access.ts";
import { SignUpForm } from "../../_auth/sign-up-form.tsx";
import { Messages } from "../../_i18n/messages.tsx";
import { services } from "../../_services/database.ts";
import { Notice } from "../../_ui/notice.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("signUp.title") };
}

export default async function SignUpPage() {
  if ((await currentPerson()) !== undefined) redirect("/");
  const t = await getTranslations("auth");
  const { signup } = services().config;
  return (
    <Messages of={["auth"]}>
      <div className="flex flex-col gap-1">
        <h1 className="text-2xl font-semibold tracking-tight">{t("signUp.title")}</h1>
        <p className="text-muted">{t("signUp.lead")}</p>
      </div>
      {signup === "open" ? (
        <SignUpForm />
      ) : (
        <Notice title={t(signup === "invite" ? "signUp.inviteTitle" : "signUp.closedTitle")}>
          {t(signup === "invite" ? "signUp.inviteText" : "signUp.closedText")}
        </Notice>
      )}
      <p className="text-sm text-muted">
        {t("signUp.haveAccount")}{" "}
        <Link href="/sign-in" className="font-medium text-accent-text underline underline-offset-4">
          {t("signIn.title")}
        </Link>
      </p>
    </Messages>
  );
}
