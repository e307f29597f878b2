import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { isLocale, LOCALE_COOKIE, preferredLocale } from "./locales.ts";
import en from "./messages/en/index.ts";
import ja from "./messages/ja/index.ts";

const messages = { en, ja };

/** Language of one request: the cookie if the person chose, else Accept-Language. URLs carry no language. */
export default getRequestConfig(async () => {
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value;
  const locale = isLocale(chosen) ? chosen : preferredLocale((await headers()).get("accept-language"));
  return { locale, messages: messages[locale], timeZone: "UTC" };
});
