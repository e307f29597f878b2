import Link from "next/link";
import type { ReactNode } from "react";
import { buttonStyle } from "./button.tsx";

interface PagerLink {
  readonly href: string;
  readonly says: ReactNode;
}

interface PagerProps {
  readonly label: string;
  /** Back to the beginning; undefined on the first page. */
  readonly first: PagerLink | undefined;
  /** Undefined on the last page. */
  readonly next: PagerLink | undefined;
}

/** The ways on from one page of a list; nothing where there is only one. */
export function Pager({ label, first, next }: PagerProps) {
  if (first === undefined && next === undefined) return null;
  return (
    <nav aria-label={label} className="flex justify-between gap-2">
      {first === undefined ? (
        <span />
      ) : (
        <Link href={first.href} className={buttonStyle()}>
          {first.says}
        </Link>
      )}
      {next === undefined ? null : (
        <Link href={next.href} className={buttonStyle()}>
          {next.says}
        </Link>
      )}
    </nav>
  );
}
