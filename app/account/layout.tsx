import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { requirePerson } from "../_auth/access.ts";
import { UserMenu } from "../_shell/user-menu.tsx";
import { Wordmark } from "../_shell/wordmark.tsx";
import { buttonStyle } from "../_ui/button.tsx";

/** Around what belongs to a person and to no tenant. */
export default async function AccountLayout({ children }: { readonly children: ReactNode }) {
  const [person, t] = await Promise.all([requirePerson("/account"), getTranslations("account")]);
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="sticky top-0 z-30 flex h-12 items-center gap-3 border-b bg-page/90 px-4 backdrop-blur-sm">
        <Link href="/" className="rounded-md">
          <Wordmark />
        </Link>
        <span className="ml-auto flex items-center gap-1">
          <Link href="/" className={buttonStyle({ variant: "quiet", size: "sm" })}>
            <ArrowLeft aria-hidden />
            {t("back")}
          </Link>
          <UserMenu name={person.name} email={person.email} />
        </span>
      </header>
      <main className="mx-auto flex w-full max-w-3xl flex-1 flex-col gap-6 px-4 py-6">{children}</main>
    </div>
  );
}
