"use client";

import { useEffect, useState } from "react";
import type { BusiestView } from "../_services/topics/topic.ts";

const EVERY_MS = 3_000;

/**
 * Who publishes most, asked for while somebody looks: a tab in the background asks nothing, and the broker soon counts no
 * more. Undefined until there is a first answer; what cannot be asked stays as it was.
 */
export function useBusiest(tenantSlug: string): BusiestView | undefined {
  const [busiest, setBusiest] = useState<BusiestView>();
  useEffect(() => {
    const asking = new AbortController();
    const ask = async () => {
      if (document.visibilityState !== "visible") return;
      const told = await fetch(`/api/console/busiest?tenant=${encodeURIComponent(tenantSlug)}`, {
        cache: "no-store",
        signal: asking.signal,
      })
        .then((response) => (response.ok ? (response.json() as Promise<BusiestView>) : undefined))
        .catch(() => undefined);
      // Counting begins with the first question, which therefore has no answer yet.
      if (told !== undefined && told.seconds > 0 && !asking.signal.aborted) setBusiest(told);
    };
    void ask();
    const timer = setInterval(ask, EVERY_MS);
    return () => {
      asking.abort();
      clearInterval(timer);
    };
  }, [tenantSlug]);
  return busiest;
}
