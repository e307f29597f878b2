import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore } from "shiki/core";
import c from "shiki/dist/langs/c.mjs";
import cpp from "shiki/dist/langs/cpp.mjs";
import html from "shiki/dist/langs/html.mjs";
import java from "shiki/dist/langs/java.mjs";
import javascript from "shiki/dist/langs/javascript.mjs";
import json from "shiki/dist/langs/json.mjs";
import python from "shiki/dist/langs/python.mjs";
import shellscript from "shiki/dist/langs/shellscript.mjs";
import xml from "shiki/dist/langs/xml.mjs";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import type { CodeToken, HighlightedCode } from "./code-token.ts";
import type { CodeLanguage } from "./snippets/snippet.ts";

/** Highlighting happens on the server; the page receives words and their kinds, and the stylesheet knows the colours. */

const theme = createCssVariablesTheme({ name: "hato", variablePrefix: "--", variableDefaults: {}, fontStyle: false });

let highlighter: Promise<HighlighterCore> | undefined;

export async function highlight(code: string, language: CodeLanguage): Promise<HighlightedCode> {
  highlighter ??= createHighlighterCore({
    themes: [theme],
    langs: [shellscript, json, javascript, html, python, java, c, cpp, xml],
    engine: createJavaScriptRegexEngine(),
  });
  const { tokens } = (await highlighter).codeToTokens(code, { lang: language, theme: "hato" });
  return tokens.map((line) => line.map(({ content, color }): CodeToken => [content, kindOf(color)]));
}

/** The theme's colours are `var(--token-keyword)`; what the page needs is `keyword`. */
function kindOf(color: string | undefined): string {
  return /^var\(--token-([a-z-]+)\)$/.exec(color ?? "")?.[1] ?? "";
}
