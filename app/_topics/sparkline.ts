/** Counts, the oldest first, as one SVG path across `width` × `height`; empty when nothing came. */
export function sparkPath(counts: readonly number[], width: number, height: number): string {
  const most = Math.max(0, ...counts);
  if (most === 0 || counts.length < 2) return "";
  const step = width / (counts.length - 1);
  return counts
    .map(
      (count, index) => `${index === 0 ? "M" : "L"}${round(index * step)} ${round(height - (count / most) * height)}`,
    )
    .join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
