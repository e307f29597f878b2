import fc from "fast-check";

/** The definition of matching (4.7), written for reading and not for speed: what the fast ones are held against. */
export function referenceMatches(filter: string, topic: string): boolean {
  const wanted = filter.split("/");
  const given = topic.split("/");
  if (topic.startsWith("$") && (wanted[0] === "+" || wanted[0] === "#")) return false;
  if (wanted.at(-1) === "#") {
    const parent = wanted.slice(0, -1);
    return given.length >= parent.length && parent.every((level, i) => level === "+" || level === given[i]);
  }
  return given.length === wanted.length && wanted.every((level, i) => level === "+" || level === given[i]);
}

const LEVELS = ["a", "b", "", "$s"];

/** Valid topic names of few letters, so that they meet. */
export function topicOf(levelsMax = 5): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...LEVELS), { minLength: 1, maxLength: levelsMax })
    .map((levels) => levels.join("/"))
    .filter((topic) => topic !== "");
}

/** Valid topic filters of few letters. */
export function filterOf(levelsMax = 5): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.array(fc.constantFrom(...LEVELS, "+"), { minLength: 0, maxLength: levelsMax - 1 }),
      fc.constantFrom(...LEVELS, "+", "#"),
    )
    .map(([levels, last]) => [...levels, last].join("/"))
    .filter((filter) => filter !== "");
}

/** Every topic of at most `depth` levels over these texts. */
export function topicsUpTo(depth: number, texts: readonly string[]): string[] {
  let longest: string[] = [...texts];
  const all = [...longest];
  for (let levels = 2; levels <= depth; levels++) {
    longest = longest.flatMap((topic) => texts.map((text) => `${topic}/${text}`));
    all.push(...longest);
  }
  return all.filter((topic) => topic !== "");
}
