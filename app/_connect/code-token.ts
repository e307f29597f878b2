/** A piece of code and what kind of word it is (`keyword`, `string` …, empty for plain). */
export type CodeToken = readonly [text: string, kind: string];

/** Lines of tokens. */
export type HighlightedCode = readonly (readonly CodeToken[])[];
