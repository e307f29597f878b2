import { getTranslations } from "next-intl/server";
import { hasStartingDescription } from "#db/queries/tenants.ts";

const BUILT_IN_WORDS: Readonly<Record<string, "ownSubtree" | "wholeTenant" | "readOnly" | "anonymous">> = {
  "own-subtree": "ownSubtree",
  "whole-tenant": "wholeTenant",
  "read-only": "readOnly",
  anonymous: "anonymous",
};

/** Says what roles are for: as somebody wrote it, or for a role as it was made, in the reader's language. */
export async function roleDescriber(): Promise<
  (role: { readonly name: string; readonly builtIn: boolean; readonly description: string }) => string
> {
  const t = await getTranslations("roles.builtInText");
  return (role) => {
    const words = BUILT_IN_WORDS[role.name];
    return role.builtIn && words !== undefined && hasStartingDescription(role) ? t(words) : role.description;
  };
}
