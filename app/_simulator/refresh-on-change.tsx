"use client";

import { useRouter } from "next/navigation";
import { useRef } from "react";
import { useTenantChange } from "../_live/live-provider.tsx";

const WAIT_MS = 150;

/** Asks again when rules, groups or devices change: what is shown is what holds now. */
export function RefreshOnChange() {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useTenantChange(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => router.refresh(), WAIT_MS);
  });
  return null;
}
