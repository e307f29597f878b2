"use client";

import { useState, useTransition } from "react";
import { Button } from "../_ui/button.tsx";
import { keepTenant } from "./actions.ts";

/** Takes the deletion back. @param label its word, in the page's language */
export function KeepButton({ tenantSlug, label }: { readonly tenantSlug: string; readonly label: string }) {
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();
  return (
    <span className="flex flex-col items-end gap-1">
      <Button
        pending={pending}
        onClick={() =>
          start(async () => {
            const outcome = await keepTenant(tenantSlug);
            setFailure(outcome.ok ? undefined : outcome.message);
          })
        }
      >
        {label}
      </Button>
      {failure === undefined ? null : (
        <span role="alert" className="text-xs text-danger">
          {failure}
        </span>
      )}
    </span>
  );
}
