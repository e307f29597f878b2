import { Ban, ChevronRight, CircleAlert, CircleCheck, Gauge, type LucideIcon, PackageX, Repeat } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Card, CardHeader } from "../_ui/card.tsx";
import { classes } from "../_ui/classes.ts";
import type { Attention } from "./attention.ts";

const LOOKS: Readonly<Record<Attention["kind"], { icon: LucideIcon; tone: string }>> = {
  nearLimit: { icon: Gauge, tone: "text-warn" },
  flapping: { icon: Repeat, tone: "text-warn" },
  refused: { icon: CircleAlert, tone: "text-danger" },
  denied: { icon: Ban, tone: "text-danger" },
  dropped: { icon: PackageX, tone: "text-warn" },
};

/** What an owner should look at; each line leads to where it can be seen and mended. */
export async function AttentionCard({ items }: { readonly items: readonly Attention[] }) {
  const t = await getTranslations("overview.attention");
  const names = await getTranslations("limits");
  const sentence = (item: Attention): string => {
    switch (item.kind) {
      case "nearLimit":
        return t("nearLimit", { limit: names(`names.${item.limit}`), percent: item.percent });
      case "flapping":
        return t(item.sameClientId ? "sameClientId" : "restless", { clientId: item.clientId, device: item.device });
      default:
        return t(item.kind, { count: item.count });
    }
  };
  return (
    <Card aria-labelledby="attention">
      <CardHeader id="attention" title={t("title")} description={t("text")} />
      {items.length === 0 ? (
        <p className="flex items-center gap-2 px-4 py-4 text-sm text-muted">
          <CircleCheck aria-hidden className="size-4 text-ok" />
          {t("nothing")}
        </p>
      ) : (
        <ul className="divide-y">
          {items.map((item) => {
            const { icon: Icon, tone } = LOOKS[item.kind];
            const text = sentence(item);
            return (
              <li key={text}>
                <Link
                  href={item.href}
                  className="flex items-center gap-2.5 px-4 py-2.5 text-sm hover:bg-hover/50 focus-visible:-outline-offset-2"
                >
                  <Icon aria-hidden className={classes("size-4 shrink-0", tone)} />
                  <span className="min-w-0 flex-1 break-words">{text}</span>
                  <ChevronRight aria-hidden className="size-4 shrink-0 text-faint" />
                </Link>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
