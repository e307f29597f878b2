"use client";

import { useRouter } from "next/navigation";
import { useHotkey } from "../_ui/hotkey.ts";

/** `c` creates. */
export function CreateHotkey({ href, says }: { readonly href: string; readonly says: string }) {
  const router = useRouter();
  useHotkey("c", () => router.push(href), says);
  return null;
}
