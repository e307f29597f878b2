"use client";

import { createContext, type ReactNode, useContext } from "react";
import { classes } from "../../_ui/classes.ts";
import type { SubscriptionState } from "../protocol.ts";

/** Colours far apart, none of them the accent's; light enough for the dark theme and dark enough for the light one. */
export const SUBSCRIPTION_COLOURS = ["#1f9ccf", "#c87d32", "#d0628a", "#3fa36c", "#7a83d8", "#97942f"] as const;

const Subscriptions = createContext<readonly SubscriptionState[]>([]);

/** Lets the marks below have the colours that people chose. */
export function SubscriptionColours({
  subscriptions,
  children,
}: {
  readonly subscriptions: readonly SubscriptionState[];
  readonly children: ReactNode;
}) {
  return <Subscriptions value={subscriptions}>{children}</Subscriptions>;
}

interface SubscriptionColourProps {
  /** The subscription that brought a message; undefined when none did. */
  readonly id: number | undefined;
  readonly className?: string | undefined;
}

/** The mark that ties a message to the subscription that brought it: in its own colour, or one by its id. */
export function SubscriptionColour({ id, className }: SubscriptionColourProps) {
  const own = useContext(Subscriptions).find((subscription) => subscription.id === id)?.colour;
  const backgroundColor =
    id === undefined ? undefined : (own ?? SUBSCRIPTION_COLOURS[(id - 1) % SUBSCRIPTION_COLOURS.length]);
  return (
    <span
      aria-hidden
      className={classes("inline-block h-4 w-1 shrink-0 rounded-full", className)}
      style={{ backgroundColor }}
    />
  );
}
