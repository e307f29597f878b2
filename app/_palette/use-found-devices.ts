import { useEffect, useState } from "react";
import { type FoundDevice, findDevices } from "./find-devices.ts";

const SEARCH_AFTER_MS = 150;

interface Found {
  readonly text: string;
  readonly devices: readonly FoundDevice[];
  readonly failed: boolean;
}

const NOTHING: Found = { text: "", devices: [], failed: false };

/** The devices that the text names, a moment after the last key; an answer to an older text is thrown away. */
export function useFoundDevices(tenantSlug: string, text: string): Found {
  const [found, setFound] = useState(NOTHING);
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === "") return;
    let current = true;
    const timer = setTimeout(async () => {
      const answer = await findDevices(tenantSlug, wanted).then(
        (devices) => ({ devices, failed: false }),
        () => ({ devices: [], failed: true }),
      );
      if (current) setFound({ text: wanted, ...answer });
    }, SEARCH_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [tenantSlug, wanted]);
  return wanted === "" ? NOTHING : found;
}
