import Link from "next/link";
import type { ReactNode } from "react";

interface LinkTabsProps {
  readonly label: string;
  readonly tabs: readonly { readonly href: string; readonly label: ReactNode; readonly current: boolean }[];
}

/** Sections of a page that have addresses of their own: links that look like tabs. */
export function LinkTabs({ label, tabs }: LinkTabsProps) {
  return (
    <nav aria-label={label} className="flex gap-1 overflow-x-auto border-b">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={tab.current ? "page" : undefined}
          className="-mb-px inline-flex h-9 shrink-0 items-center border-b-2 border-transparent px-2.5 text-sm text-muted transition-colors hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
