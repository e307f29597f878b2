"use client";

import { RadioTower } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { PublishForm } from "../_retained/publish-form.tsx";
import { Card, CardBody } from "../_ui/card.tsx";
import { EmptyState } from "../_ui/empty-state.tsx";

interface TopicsEmptyProps {
  readonly tenantSlug: string;
  readonly mayPublish: boolean;
}

/** Nothing yet: what will come by itself, and a message to begin with. */
export function TopicsEmpty({ tenantSlug, mayPublish }: TopicsEmptyProps) {
  const t = useTranslations("topics.empty");
  return (
    <div className="min-h-0 flex-1 overflow-y-auto p-4">
      <EmptyState
        icon={RadioTower}
        title={t("title")}
        description={t.rich("text", {
          connect: (words) => (
            <Link href={`/${tenantSlug}/devices`} className="text-accent-text underline">
              {words}
            </Link>
          ),
        })}
      >
        {mayPublish ? (
          <Card className="mx-auto max-w-xl">
            <CardBody>
              <PublishForm tenantSlug={tenantSlug} />
            </CardBody>
          </Card>
        ) : undefined}
      </EmptyState>
    </div>
  );
}
