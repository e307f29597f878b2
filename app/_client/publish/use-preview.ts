import { useMemo } from "react";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import type { ConnectionState } from "../protocol.ts";
import { type Composed, type ComposeOptions, composeMessage } from "./compose.ts";
import type { PublishDraft } from "./draft.ts";
import { publishLimits } from "./publish-limits.ts";
import { type Variables, variableSource } from "./variables.ts";

/** What stands in the form as it would go out, with an example of each variable; the example stays while nothing changes. */
export function usePreview(
  draft: PublishDraft,
  options: Omit<ComposeOptions, "source">,
  variables: Variables,
): Composed {
  return useMemo(
    () => composeMessage(draft, { ...options, source: variableSource(variables) }),
    [draft, options, variables],
  );
}

/** What the connection takes; the version that is wished for while there is none. */
export function useComposeOptions(
  connection: ConnectionState,
  wishedVersion: 4 | 5,
): Pick<ComposeOptions, "protocolVersion" | "limits"> {
  const granted = connection.status === "online" ? connection.granted : undefined;
  return useMemo(
    () => ({
      protocolVersion: granted?.protocolVersion ?? wishedVersion,
      limits: publishLimits(granted, DEFAULT_LIMITS),
    }),
    [granted, wishedVersion],
  );
}
