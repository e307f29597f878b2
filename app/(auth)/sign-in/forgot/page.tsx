import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { ForgotForm } from "../../../_auth/forgot-form.tsx";
import { Messages } from "../../../_i18n/messages.tsx";
import { mailIsConfigured } from "../../../_services/mail/send-mail.ts";
import { Notice } from "../../../_ui/notice.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("forgot.title") };
}

export default async function ForgotPage() {
  const t = await getTranslations("auth");
  const mail = mailIsConfigured();
  return (
    <Messages of={["auth"]}>
      <div className="flex flex-col gap-1">
        <h1 className="text-2xl font-semibold tracking-tight">{t("forgot.title")}</h1>
        {mail ? <p className="text-muted">{t("forgot.lead")}</p> : null}
      </div>
      {mail ? <ForgotForm /> : <Notice title={t("forgot.noMailTitle")}>{t("forgot.noMailText")}</Notice>}
      <p className="text-sm">
        <Link href="/sign-in" className="font-medium text-accent-text underline underline-offset-4">
          {t("forgot.back")}
        </Link>
      </p>
    </Messages>
  );
}
