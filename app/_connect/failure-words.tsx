"use client";

import { useTranslations } from "next-intl";
import type { FailedAttempt } from "./first-message-state.ts";

/** What went wrong, in a sentence. */
export function FailureTitle({
  failure,
  tenantSlug,
}: {
  readonly failure: FailedAttempt;
  readonly tenantSlug: string;
}) {
  const t = useTranslations("connect.failures");
  switch (failure.type) {
    case "connectRefused":
      return t(`${failure.refusal}.title`, { name: `${tenantSlug}/${failure.deviceName}` });
    case "publishDenied":
      return t("publishDenied.title", { topic: failure.topic });
    case "subscribeDenied":
      return t("subscribeDenied.title", { filter: failure.filter });
  }
}

/** What to do about it. */
export function FailureRemedy({
  failure,
  tenantSlug,
}: {
  readonly failure: FailedAttempt;
  readonly tenantSlug: string;
}) {
  const t = useTranslations("connect.failures");
  switch (failure.type) {
    case "connectRefused":
      return t(`${failure.refusal}.next`, { name: `${tenantSlug}/${failure.deviceName}` });
    case "publishDenied":
    case "subscribeDenied":
      return failure.rule === undefined
        ? t("noRule")
        : t("denyRule", {
            role: failure.rule.roleName,
            position: failure.rule.position,
            filter: failure.rule.filter,
          });
  }
}
