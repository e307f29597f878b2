import { useCallback, useState } from "react";
import type { MessageFilter } from "./message-filter.ts";
import type { ClientCommand } from "./protocol.ts";

/**
 * The filter of a session's list. The worker keeps it for as long as the session lives; the page shows what was typed
 * at once, without waiting to be told.
 * @param told what the worker says it is, when the page begins to show it
 */
export function useMessageFilter(
  told: MessageFilter,
  send: (command: ClientCommand) => void,
): readonly [MessageFilter, (filter: MessageFilter) => void] {
  const [filter, setFilter] = useState(told);
  const set = useCallback(
    (next: MessageFilter) => {
      setFilter(next);
      send({ type: "filter", filter: next });
    },
    [send],
  );
  return [filter, set];
}
