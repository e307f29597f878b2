/**
 * A text that a client chose, no longer than people read. What is cut off is really let go of: a mere slice would keep
 * the whole text in memory.
 */
export function excerpt(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  return `${Buffer.from(text.slice(0, charsMax - 1)).toString()}…`;
}
