import { useTranslations } from "next-intl";
import type { Composed } from "../../publish/compose.ts";

/** Characters shown; more would push the button out of sight. */
const CHARS_MAX = 500;

/** What goes out once the variables are replaced, for example. */
export function ExpandedPreview({ preview }: { readonly preview: Composed }) {
  const t = useTranslations("publish");
  const { topic, payload } = preview;
  if (topic.replaced.length + payload.replaced.length === 0) return null;
  return (
    <div className="flex flex-col gap-0.5 rounded-md bg-sunken px-3 py-2 text-xs">
      <span className="text-muted">{t("preview")}</span>
      {topic.replaced.length === 0 ? null : <code className="font-mono break-all">{topic.text}</code>}
      {payload.replaced.length === 0 ? null : (
        <code data-testid="preview" className="max-h-24 overflow-y-auto font-mono break-all whitespace-pre-wrap">
          {payload.text.slice(0, CHARS_MAX)}
        </code>
      )}
    </div>
  );
}
