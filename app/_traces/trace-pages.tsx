import Link from "next/link";
import { useTranslations } from "next-intl";
import { buttonStyle } from "../_ui/button.tsx";
import { type TraceSearch, traceQuery } from "./trace-search.ts";

interface OlderAndNewestProps {
  readonly tenantSlug: string;
  readonly search: TraceSearch;
  readonly nextCursor: string | null;
}

/** Where the list goes on, and back to its beginning. */
export function OlderAndNewest({ tenantSlug, search, nextCursor }: OlderAndNewestProps) {
  const t = useTranslations("traces.list");
  const here = `/${tenantSlug}/traces`;
  const first = search.cursor === undefined;
  if (first && nextCursor === null) return null;
  return (
    <nav aria-label={t("pages")} className="flex justify-between gap-2">
      {first ? (
        <span />
      ) : (
        <Link href={here + traceQuery({ ...search, cursor: undefined })} className={buttonStyle()}>
          {t("newest")}
        </Link>
      )}
      {nextCursor === null ? null : (
        <Link href={here + traceQuery({ ...search, cursor: nextCursor })} className={buttonStyle()}>
          {t("older")}
        </Link>
      )}
    </nav>
  );
}
