import type { Connection } from "./connection.ts";

/** The connection is over: nothing is due for it any more. */
export function stopTimers({ broker, deadline, credentialEnd, authentication, rateIn, rateOut }: Connection): void {
  broker.wheel.cancel(deadline);
  if (credentialEnd !== undefined) broker.wheel.cancel(credentialEnd);
  authentication?.stop();
  rateIn?.stop();
  rateOut?.stop();
}
