/** Text with `code` in it. */
export function Prose({ text }: { readonly text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed text never move
      <code key={index} className="rounded-sm bg-hover px-1 py-px font-mono text-[0.92em] text-ink">
        {part}
      </code>
    ),
  );
}
