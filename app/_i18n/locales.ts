/** The languages the console speaks, English first: it is the fallback. */
export const LOCALES = ["en", "ja"] as const;

export type Locale = (typeof LOCALES)[number];

/** Each language in its own words. */
export const LOCALE_NAMES: Record<Locale, string> = { en: "English", ja: "日本語" };

/** Holds the person's choice; without it the browser's Accept-Language decides. */
export const LOCALE_COOKIE = "hato-locale";

export function isLocale(text: string | undefined): text is Locale {
  return (LOCALES as readonly string[]).includes(text ?? "");
}

/**
 * The best of our languages for an Accept-Language header: highest quality first, regions ignored (`ja-JP` is `ja`).
 */
export function preferredLocale(acceptLanguage: string | null): Locale {
  const wishes = (acceptLanguage ?? "")
    .slice(0, 500)
    .split(",")
    .map((part, order) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const quality = parameters.map((p) => p.trim()).find((p) => p.startsWith("q="));
      return { language: tag.toLowerCase().split("-")[0] ?? "", q: quality ? Number(quality.slice(2)) : 1, order };
    })
    .filter((wish) => wish.q > 0)
    .sort((a, b) => b.q - a.q || a.order - b.order);
  for (const wish of wishes) if (isLocale(wish.language)) return wish.language;
  return LOCALES[0];
}
