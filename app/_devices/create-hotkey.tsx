"use client";

import { useRouter } from "next/navigation";
import { useHotkey } from "../_ui/hotkey.ts";

/** `c` creates. */
export function CreateHotkey({ href }: { readonly href: string }) {
  const router = useRouter();
  useHotkey("c", () => router.push(href));
  return null;
}
