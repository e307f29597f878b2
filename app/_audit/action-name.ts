import { useTranslations } from "next-intl";

type Key = Parameters<ReturnType<typeof useTranslations<"audit.actions">>>[0];

/** An action in words; one that has none in this version, by its own name. */
export function useActionName(): (action: string) => string {
  const t = useTranslations("audit.actions");
  return (action) => (t.has(action as Key) ? t(action as Key) : action);
}
