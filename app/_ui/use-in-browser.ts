import { useSyncExternalStore } from "react";

/** False on the server and while React takes its page over, so that both draw the same; then true. */
export function useInBrowser(): boolean {
  return useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  );
}
