"use client";

import { ArrowRight, Check } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useBrokerEvents } from "../_live/live-provider.tsx";
import { buttonStyle } from "../_ui/button.tsx";
import { Card, CardHeader } from "../_ui/card.tsx";
import { classes } from "../_ui/classes.ts";

interface FirstStepsProps {
  readonly tenantSlug: string;
  readonly newestDevice: { readonly id: string; readonly name: string } | undefined;
  /** Whether any device was ever connected. */
  readonly connected: boolean;
  /** Undefined for who may not see keys. */
  readonly hasApiKey: boolean | undefined;
}

/** The way from an empty tenant to a message, ticked off as it is gone; away once all is done. */
export function FirstSteps({ tenantSlug, newestDevice, connected, hasApiKey }: FirstStepsProps) {
  const t = useTranslations("overview.steps");
  const [connectedNow, setConnectedNow] = useState(false);
  useBrokerEvents(
    (event) => {
      if (event.type === "connected" && event.deviceId !== undefined) setConnectedNow(true);
    },
    { past: true },
  );
  const isConnected = connected || connectedNow;
  const base = `/${tenantSlug}`;
  const steps = [
    { key: "device", done: newestDevice !== undefined, href: `${base}/devices/new` },
    {
      key: "connect",
      done: isConnected,
      href: newestDevice === undefined ? undefined : `${base}/devices/${newestDevice.id}?tab=connect`,
    },
    { key: "client", done: false, href: newestDevice === undefined ? undefined : `${base}/client` },
    ...(hasApiKey === undefined ? [] : [{ key: "apiKey", done: hasApiKey, href: `${base}/api-keys` } as const]),
  ] as const;
  const next = steps.findIndex((step) => !step.done);
  if (newestDevice !== undefined && isConnected && hasApiKey !== false) return null;
  return (
    <Card aria-labelledby="first-steps">
      <CardHeader id="first-steps" title={t("title")} description={t("text")} />
      <ol className="divide-y">
        {steps.map((step, index) => (
          <li key={step.key} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
            <span
              role="img"
              aria-label={t(step.done ? "done" : "open")}
              className={classes(
                "grid size-6 shrink-0 place-items-center rounded-full border text-xs tabular-nums",
                step.done
                  ? "border-transparent bg-ok-soft text-ok"
                  : index === next
                    ? "border-accent text-accent-text"
                    : "text-muted",
              )}
            >
              {step.done ? <Check aria-hidden className="size-3.5" /> : index + 1}
            </span>
            <span className="min-w-48 flex-1">
              <span className={classes("block text-sm font-medium", step.done && "text-muted")}>
                {t(`${step.key}.title`)}
              </span>
              <span className="block text-xs text-muted">{t(`${step.key}.text`)}</span>
            </span>
            {step.done || step.href === undefined ? null : (
              <Link
                href={step.href}
                className={buttonStyle({ variant: index === next ? "primary" : "secondary", size: "sm" })}
              >
                {t(`${step.key}.action`)}
                {index === next ? <ArrowRight aria-hidden /> : null}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}
