"use client";

import { ThemeProvider as NextThemes } from "next-themes";
import type { ReactNode } from "react";

/** Light, dark or the system's choice, kept in the browser; `nonce` lets its inline script pass the page's policy. */
export function ThemeProvider({ nonce, children }: { readonly nonce?: string; readonly children: ReactNode }) {
  return (
    <NextThemes attribute="class" defaultTheme="system" disableTransitionOnChange nonce={nonce}>
      {children}
    </NextThemes>
  );
}
