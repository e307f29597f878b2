import { createTranslator, type Messages, type NamespaceKeys, type NestedKeyOf } from "next-intl";
import type { Locale } from "./locales.ts";
import en from "./messages/en/index.ts";
import ja from "./messages/ja/index.ts";

const messages = { en, ja };

/** Messages in a language of one's choice, where no page is being made: letters. */
export function translator<Namespace extends NamespaceKeys<Messages, NestedKeyOf<Messages>>>(
  locale: Locale,
  namespace: Namespace,
) {
  return createTranslator<Messages, Namespace>({
    locale,
    namespace,
    messages: messages[locale] as Messages,
    timeZone: "UTC",
  });
}
