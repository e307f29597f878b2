import type { Locale } from "../_i18n/locales.ts";
import japanese from "./openapi.ja.json" with { type: "json" };

/** The document is English, for machines and people alike; its readable page speaks the reader's language. */
const TRANSLATIONS: Readonly<Partial<Record<Locale, Readonly<Record<string, string>>>>> = { ja: japanese };

export type Translate = (english: string) => string;

/** Turns a sentence of the document into the reader's language; one that is not translated stays as it is. */
export function translationTo(locale: Locale): Translate {
  const sentences = TRANSLATIONS[locale];
  return sentences === undefined ? (english) => english : (english) => sentences[english] ?? english;
}
