import { useState } from "react";
import { isSameValue, type MergedEdits, mergeEdits } from "./merge-edits.ts";
import type { Outcome } from "./outcome.ts";

/** What a form is filled with, and the version it was read at. */
export interface Versioned<Values, Version> {
  readonly values: Values;
  readonly version: Version;
}

/** Sends what stands in the form, if what is saved is still at that version. */
type Send<Values, Version, Theirs, T> = (values: Values, version: Version) => Promise<Outcome<T, Theirs>>;

/** Somebody was quicker: the three states of the form, and how they go together. */
export interface StaleState<Values> extends MergedEdits<Values> {
  readonly base: Values;
  readonly theirs: Values;
  readonly mine: Values;
}

/** Others' changes to things that are no part of this form do not concern the person; this often they are passed over. */
const PASSED_OVER_MAX = 3;

/**
 * An edit of something that others may change meanwhile. It keeps what was typed whatever happens: a page that is read
 * again changes only a form in which nothing was typed, and a save that came too late becomes a choice.
 * @param saved as the page has it now
 * @param read what of it stands in the form
 */
export function useEdit<Theirs, Values extends object, Version extends number | string>(
  saved: Theirs,
  read: (saved: Theirs) => Versioned<Values, Version>,
) {
  type Begun = Versioned<Values, Version>;
  const now = read(saved);
  const [base, setBase] = useState(now);
  const [values, setValues] = useState(now.values);
  const [theirs, setTheirs] = useState<Begun>();
  // Until the page brings what was just saved; what is in the form is that.
  const [settled, setSettled] = useState(false);

  const begin = (from: Begun) => {
    setBase(from);
    setValues(from.values);
    setTheirs(undefined);
    setSettled(false);
  };
  if (now.version !== base.version && theirs === undefined && (settled || isSameValue(values, base.values))) begin(now);

  async function submit<T>(
    from: Begun,
    mine: Values,
    send: Send<Values, Version, Theirs, T>,
  ): Promise<Outcome<T, Theirs>> {
    let { version } = from;
    for (let passed = 0; ; passed++) {
      const outcome = await send(mine, version);
      if (outcome.ok) setSettled(true);
      if (outcome.ok || outcome.theirs === undefined) return outcome;
      const there = read(outcome.theirs);
      if (passed === PASSED_OVER_MAX || !isSameValue(there.values, from.values)) {
        setTheirs(there);
        return outcome;
      }
      version = there.version;
    }
  }

  const merge = theirs === undefined ? undefined : mergeEdits(base.values, theirs.values, values);
  const stale: StaleState<Values> | undefined =
    merge === undefined || theirs === undefined
      ? undefined
      : { ...merge, base: base.values, theirs: theirs.values, mine: values };
  return {
    values,
    /** Whether something was typed that is not saved. */
    dirty: !settled && !isSameValue(values, base.values),
    stale,
    set: (part: Partial<Values>) => {
      setSettled(false);
      setValues((before) => ({ ...before, ...part }));
    },
    /** Begins again with what the page has now. */
    restart: () => begin(now),
    save: <T>(send: Send<Values, Version, Theirs, T>) => submit(base, values, send),
    /** Saves what was typed over what somebody else saved. */
    keepMine: async <T>(send: Send<Values, Version, Theirs, T>): Promise<Outcome<T, Theirs>> => {
      if (theirs === undefined || merge === undefined) return submit(base, values, send);
      begin(theirs);
      setValues(merge.merged);
      return submit(theirs, merge.merged, send);
    },
    /** Gives up what was typed. */
    takeTheirs: () => {
      if (theirs !== undefined) begin(theirs);
    },
  };
}
