export const TIME_RANGES = { hours24: 1, days7: 7, days30: 30 } as const;
export type TimeRange = keyof typeof TIME_RANGES;

/** The page's filters, as they stand in its URL; empty for what is not filtered. */
export interface AuditQuery {
  readonly time: string;
  readonly actor: string;
  readonly by: string;
  readonly action: string;
  readonly target: string;
}

const NAMES = ["time", "actor", "by", "action", "target"] as const satisfies readonly (keyof AuditQuery)[];

export function readAuditQuery(params: Readonly<Record<string, string | string[] | undefined>>): AuditQuery {
  const one = (name: string) => {
    const value = params[name];
    return (Array.isArray(value) ? value[0] : value)?.trim() ?? "";
  };
  const [time, actor, by, action, target] = NAMES.map(one) as [string, string, string, string, string];
  return { time, actor, by, action, target };
}

/** What is in the URL, and nothing that is empty. */
export function writeAuditQuery(query: Partial<AuditQuery> & { readonly cursor?: string }): URLSearchParams {
  return new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ""));
}
