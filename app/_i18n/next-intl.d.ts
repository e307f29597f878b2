import type { Locale } from "./locales.ts";
import type messages from "./messages/en/index.ts";

declare module "next-intl" {
  /** A key that English lacks does not compile; test/i18n.test.ts keeps Japanese in step. */
  interface AppConfig {
    Locale: Locale;
    Messages: typeof messages;
  }
}
