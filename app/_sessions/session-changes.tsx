"use client";

import { RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { useBrokerEvents } from "../_live/live-provider.tsx";
import { Button } from "../_ui/button.tsx";

/** Clients come and go while the page stands: says how often, and reads the page again when asked. No row moves by itself. */
export function SessionChanges() {
  const t = useTranslations("sessions");
  const router = useRouter();
  const [count, setCount] = useState(0);
  const [pending, start] = useTransition();
  useBrokerEvents(({ type, count: times }) => {
    if (type === "connected" || type === "disconnected") setCount((before) => before + times);
  });
  return (
    <span role="status">
      {count === 0 && !pending ? null : (
        <Button
          size="sm"
          className="rounded-full px-3"
          pending={pending}
          onClick={() => {
            setCount(0);
            start(() => router.refresh());
          }}
        >
          <RefreshCw aria-hidden />
          {t("changes", { count })}
        </Button>
      )}
    </span>
  );
}
