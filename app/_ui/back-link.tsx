import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

interface BackLinkProps {
  /** Names the line for those who hear the page. */
  readonly label: string;
  readonly href: string;
  readonly children: ReactNode;
  /** At the other end of the line. */
  readonly aside?: ReactNode;
}

/** Above the title of a page that is one of a list: the way back to the list. */
export function BackLink({ label, href, children, aside }: BackLinkProps) {
  return (
    <nav aria-label={label} className="-mb-2 flex items-center justify-between gap-2 text-xs text-muted">
      <Link href={href} className="inline-flex min-h-6 items-center gap-1 rounded-sm hover:text-ink hover:underline">
        <ArrowLeft aria-hidden className="size-3.5" />
        {children}
      </Link>
      {aside}
    </nav>
  );
}
