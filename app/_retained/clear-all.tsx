"use client";

import { Eraser } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ClearRetainedInput } from "../_services/retained/clear-retained.ts";
import { Button } from "../_ui/button.tsx";
import { ClearDialog } from "./clear-dialog.tsx";
import type { RetainedSearch } from "./retained-search.ts";

/** Clears all that the page's filters find. */
export function ClearAll({ tenantSlug, search }: { readonly tenantSlug: string; readonly search: RetainedSearch }) {
  const t = useTranslations("retained.clear");
  const [which, setWhich] = useState<ClearRetainedInput>();
  const narrowed = search.filter !== undefined || search.text !== undefined;
  return (
    <>
      <Button
        variant="dangerQuiet"
        onClick={() => setWhich({ filter: search.filter ?? "#", ...(search.text && { search: search.text }) })}
      >
        <Eraser aria-hidden />
        {t(narrowed ? "all" : "every")}
      </Button>
      {which === undefined ? null : (
        <ClearDialog
          tenantSlug={tenantSlug}
          which={which}
          onClose={() => setWhich(undefined)}
          onDone={() => setWhich(undefined)}
        />
      )}
    </>
  );
}
