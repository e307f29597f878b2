import type { RuleFilterFault } from "#core/rule-filter.ts";

/** What is wrong with a rule's filter, for readers of the API; the console has words of its own. */
export const FILTER_FAULT_WORDS: Readonly<Record<RuleFilterFault, string>> = {
  empty: "must not be empty",
  nullCharacter: "must not hold U+0000",
  wildcardInName: "must not hold a wildcard",
  hashNotLast: "`#` must be the last level",
  hashNotAlone: "`#` must be a level of its own",
  plusNotAlone: "`+` must be a level of its own",
  shareNameInvalid: "has no valid share name",
  shareFilterMissing: "has no filter behind its share name",
  tooLong: "must have at most 1024 bytes",
  tooManyLevels: "must have at most 128 levels",
  surrogate: "must not hold half a surrogate pair",
  unknownVariable: "variables are ${device}, ${clientId}, ${username} and ${label.name}",
  unclosedVariable: "`${` has no `}`",
  sharedFilter: "must not begin with $share/: a shared subscription is judged by its filter",
};
