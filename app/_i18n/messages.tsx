import { type Messages as AllMessages, NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";

/** What the shell, dialogs and failures say: on every page. */
export const EVERYWHERE = ["broken", "common", "live", "shell"] as const satisfies readonly (keyof AllMessages)[];

interface MessagesProps {
  /** The namespaces that the client components below look up, beside those of every page. */
  readonly of: readonly (keyof AllMessages)[];
  readonly children: ReactNode;
}

/**
 * Hands messages to the client components of a page: only those that it uses, because they travel with each page (all
 * of them are 50 kB). Server components look up what they like. A test holds the list against the page's imports.
 */
export async function Messages({ of, children }: MessagesProps) {
  const all = await getMessages();
  const messages = Object.fromEntries([...EVERYWHERE, ...of].map((namespace) => [namespace, all[namespace]]));
  return <NextIntlClientProvider messages={messages}>{children}</NextIntlClientProvider>;
}
