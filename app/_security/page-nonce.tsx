"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { type ReactNode, useState } from "react";
import { ThemeProvider } from "../_theme/theme-provider.tsx";

interface PageNonceProps {
  readonly nonce: string | undefined;
  readonly children: ReactNode;
}

/**
 * Hands the page's nonce to what writes styles and scripts of its own. The one that the page was loaded with: its policy
 * stays as it came, while every later render brings the nonce of a request of its own.
 */
export function PageNonce({ nonce, children }: PageNonceProps) {
  const [first] = useState(nonce);
  return (
    <CSPProvider nonce={first}>
      <ThemeProvider nonce={first}>{children}</ThemeProvider>
    </CSPProvider>
  );
}
