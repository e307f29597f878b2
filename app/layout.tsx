import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { Messages } from "./_i18n/messages.tsx";
import { PageNonce } from "./_security/page-nonce.tsx";
import { ToastProvider } from "./_ui/toast.tsx";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Hato", template: "%s · Hato" },
  description: "An MQTT cloud you run yourself.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fafafb" },
    { media: "(prefers-color-scheme: dark)", color: "#110f14" },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const locale = await getLocale();
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    // The theme's script sets the class before React wakes up, so the two may differ here and only here.
    <html lang={locale} className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <body>
        <PageNonce nonce={nonce}>
          <Messages of={[]}>
            <ToastProvider>{children}</ToastProvider>
          </Messages>
        </PageNonce>
      </body>
    </html>
  );
}
