import { useEffect, useState } from "react";
import type { RoleCheckView } from "../_services/roles/role.ts";
import { checkRules } from "./actions.ts";
import { type Draft, linesOf } from "./draft.ts";

const CHECK_AFTER_MS = 400;

export interface CheckState {
  /** Of the draft as it is now, or a little before. */
  readonly check: RoleCheckView | undefined;
  /** A newer answer is on its way. */
  readonly pending: boolean;
}

/**
 * Asks the server what it has to say of the draft, a moment after the last change; an answer to an older draft is
 * thrown away.
 * @param draft undefined while it cannot be asked about
 */
export function useCheck(tenantSlug: string, roleId: string, draft: Draft | undefined): CheckState {
  const [answered, setAnswered] = useState<{ draft: Draft; check: RoleCheckView | undefined }>();
  useEffect(() => {
    if (draft === undefined) return;
    let current = true;
    const timer = setTimeout(async () => {
      // Whatever fails here is only advice; saving asks again and tells why.
      const asked = { rules: linesOf(draft), tests: draft.tests };
      const check = await checkRules(tenantSlug, roleId, asked).catch(() => undefined);
      if (current) setAnswered({ draft, check });
    }, CHECK_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [tenantSlug, roleId, draft]);
  return { check: answered?.check, pending: draft !== undefined && answered?.draft !== draft };
}
