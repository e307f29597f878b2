import { DEFAULT_LIMITS } from "#core/limits.ts";
import type { QoS } from "#core/mqtt/packets.ts";
import { findFilterFault, parseSharedFilter, type TopicFault } from "#core/topic.ts";
import type { PayloadFormat } from "../../formats/payload-format.ts";
import type { SubscriptionWish } from "../../protocol.ts";

/** What stands in the dialog. */
export interface SubscriptionForm {
  /** One filter, or several with commas or line breaks between. */
  readonly filters: string;
  readonly qos: QoS;
  readonly alias: string;
  /** Undefined: one by the subscription's id. */
  readonly colour: string | undefined;
  readonly decodeAs: PayloadFormat | undefined;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly retainHandling: 0 | 1 | 2;
  readonly subscriptionIdentifier: number | undefined;
}

export const EMPTY_FORM: SubscriptionForm = {
  filters: "",
  qos: 1,
  alias: "",
  colour: undefined,
  decodeAs: undefined,
  noLocal: false,
  retainAsPublished: false,
  retainHandling: 0,
  subscriptionIdentifier: undefined,
};

/** Larger than a Variable Byte Integer holds. */
export const SUBSCRIPTION_IDENTIFIER_MAX = 268_435_455;

export type SubscriptionFault =
  | { readonly field: "filters"; readonly fault: TopicFault; readonly filter: string; readonly offset: number }
  /** A shared subscription with No Local is a Protocol Error [MQTT-3.8.3-4]. */
  | { readonly field: "noLocal" }
  | { readonly field: "subscriptionIdentifier" };

/** The filters of a text, each with where it stands. */
export function splitFilters(text: string): readonly { readonly filter: string; readonly offset: number }[] {
  return [...text.matchAll(/[^,\n]+/g)].flatMap(({ 0: part, index }) => {
    const filter = part.trim();
    return filter === "" ? [] : [{ filter, offset: index + part.indexOf(filter) }];
  });
}

/** What is wrong with the form, or undefined. */
export function findFault(form: SubscriptionForm, protocolVersion: 4 | 5): SubscriptionFault | undefined {
  const filters = splitFilters(form.filters);
  if (filters.length === 0) return { field: "filters", fault: "empty", filter: "", offset: 0 };
  for (const { filter, offset } of filters) {
    const fault = findFilterFault(filter, DEFAULT_LIMITS);
    if (fault !== undefined) return { field: "filters", fault: fault.fault, filter, offset: offset + fault.position };
  }
  if (protocolVersion === 4) return undefined;
  if (form.noLocal && filters.some(({ filter }) => parseSharedFilter(filter) !== null)) return { field: "noLocal" };
  const identifier = form.subscriptionIdentifier ?? 1;
  const inRange = Number.isInteger(identifier) && identifier >= 1 && identifier <= SUBSCRIPTION_IDENTIFIER_MAX;
  return inRange ? undefined : { field: "subscriptionIdentifier" };
}

/** The wishes of a form without a fault; each filter is one of its own, the first in the place of the one that is edited. */
export function wishesOf(
  form: SubscriptionForm,
  present: readonly SubscriptionWish[],
  edited: SubscriptionWish | undefined,
): readonly SubscriptionWish[] {
  const { filters, alias, colour, decodeAs, subscriptionIdentifier, retainHandling, ...options } = form;
  let nextId = Math.max(0, ...present.map(({ id }) => id)) + 1;
  const aliases = alias.split(",").map((each) => each.trim());
  return splitFilters(filters).map(({ filter }, index) => ({
    id:
      index === 0 && edited !== undefined
        ? edited.id
        : (present.find((other) => other.filter === filter)?.id ?? nextId++),
    filter,
    qos: options.qos,
    ...(aliases[index] && { alias: aliases[index] }),
    ...(colour !== undefined && { colour }),
    ...(decodeAs !== undefined && { decodeAs }),
    ...(options.noLocal && { noLocal: true }),
    ...(options.retainAsPublished && { retainAsPublished: true }),
    ...(retainHandling !== 0 && { retainHandling }),
    ...(subscriptionIdentifier !== undefined && { subscriptionIdentifier }),
    ...(index === 0 && edited?.paused && { paused: true }),
  }));
}

/** The form that makes the same wish again. */
export function formOf(wish: SubscriptionWish): SubscriptionForm {
  return {
    filters: wish.filter,
    qos: wish.qos,
    alias: wish.alias ?? "",
    colour: wish.colour,
    decodeAs: wish.decodeAs,
    noLocal: wish.noLocal ?? false,
    retainAsPublished: wish.retainAsPublished ?? false,
    retainHandling: wish.retainHandling ?? 0,
    subscriptionIdentifier: wish.subscriptionIdentifier,
  };
}
