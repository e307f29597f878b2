import Link from "next/link";
import type { ReactNode } from "react";
import { FlightPanel } from "../_auth/flight-panel.tsx";
import { LanguageSwitch } from "../_i18n/language-switch.tsx";
import { Wordmark } from "../_shell/wordmark.tsx";
import { ThemeSwitch } from "../_theme/theme-switch.tsx";

/** The pages before the console: a form on the left, on a wide screen a picture of what it is for on the right. */
export default function AuthLayout({ children }: { readonly children: ReactNode }) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
      <div className="flex flex-col px-5 py-4 sm:px-8">
        <header className="flex items-center justify-between">
          <Link href="/" className="rounded-md">
            <Wordmark />
          </Link>
          <span className="flex items-center gap-0.5">
            <LanguageSwitch />
            <ThemeSwitch />
          </span>
        </header>
        <main className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center gap-6 py-10">{children}</main>
      </div>
      <FlightPanel />
    </div>
  );
}
