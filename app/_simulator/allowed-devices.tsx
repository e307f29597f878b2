"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useEffectEvent, useState, useTransition } from "react";
import type { AllowedDeviceView } from "../_services/access/access-question.ts";
import { Button } from "../_ui/button.tsx";
import { Card, CardBody, CardHeader } from "../_ui/card.tsx";
import { Notice } from "../_ui/notice.tsx";
import { Skeleton } from "../_ui/skeleton.tsx";
import { findAllowedDevices } from "./actions.ts";

interface AllowedDevicesProps {
  readonly tenantSlug: string;
  readonly question: {
    readonly action: "publish" | "subscribe";
    readonly topic: string;
    readonly qos: number;
    readonly retain: boolean;
  };
}

interface Found {
  readonly devices: readonly AllowedDeviceView[];
  /** Null: all were asked. */
  readonly cursor: string | null;
  readonly failure: string | undefined;
}

/** Who may use the topic. Every device is asked, some thousand at a time, for as long as somebody wants to know. */
export function AllowedDevices({ tenantSlug, question }: AllowedDevicesProps) {
  const t = useTranslations("simulator.devices");
  const [found, setFound] = useState<Found>();
  const [pending, start] = useTransition();
  const ask = (cursor: string | null, before: readonly AllowedDeviceView[]) =>
    start(async () => {
      const answer = await findAllowedDevices(tenantSlug, question, cursor);
      if (answer.ok) {
        setFound({ devices: [...before, ...answer.page.data], cursor: answer.page.nextCursor, failure: undefined });
      } else setFound({ devices: before, cursor, failure: answer.message });
    });
  const askFirst = useEffectEvent(() => ask(null, []));
  useEffect(() => askFirst(), []);

  return (
    <Card aria-labelledby="allowed" aria-busy={pending}>
      <CardHeader
        id="allowed"
        title={t.rich(question.action === "publish" ? "publish" : "subscribe", { topic: question.topic, code })}
        description={t("text")}
      />
      {found === undefined ? (
        <CardBody className="flex flex-col gap-3">
          {["w-40", "w-52", "w-36"].map((width) => (
            <Skeleton key={width} className={`h-4 ${width}`} />
          ))}
        </CardBody>
      ) : (
        <>
          <ul className="divide-y">
            {found.devices.map(({ device, rule }) => (
              <li key={device.id} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 px-4 py-2">
                <Link href={`/${tenantSlug}/devices/${device.id}`} className="text-sm font-medium hover:underline">
                  {device.name}
                </Link>
                <span className="text-xs text-muted">
                  {t.rich("rule", { role: rule.roleName, position: rule.position, filter: rule.filter, code })}
                </span>
              </li>
            ))}
          </ul>
          <CardBody className="flex flex-wrap items-center justify-between gap-3 border-t first:border-t-0">
            <p role="status" className="text-sm text-muted">
              {found.cursor === null
                ? t("all", { count: found.devices.length })
                : t("soFar", { count: found.devices.length })}
            </p>
            {found.cursor === null ? null : (
              <Button size="sm" pending={pending} onClick={() => ask(found.cursor, found.devices)}>
                {t("more")}
              </Button>
            )}
          </CardBody>
          {found.failure === undefined ? null : (
            <CardBody>
              <Notice tone="danger" title={found.failure} />
            </CardBody>
          )}
        </>
      )}
    </Card>
  );
}

const code = (part: ReactNode) => <code className="font-mono break-all">{part}</code>;
