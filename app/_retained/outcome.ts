/** What came of an action, in the person's language where it failed. */
export type Outcome<T = undefined> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly message: string;
      /** What the message is about: it is shown there. */
      readonly field?: "topic" | "payload";
    };
