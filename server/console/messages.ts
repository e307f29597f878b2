/** What the console's process tells the broker's, over the pipe that Node lays between parent and child. */
export type ConsoleMessage =
  | { readonly type: "listening"; readonly port: number }
  | { readonly type: "failed"; readonly code: string | undefined; readonly message: string };
