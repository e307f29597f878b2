/** What can be wrong with an upload; each has its words in `certificates.faults`. */
export const FAULTS = [
  "certificateEmpty",
  "certificateTooLarge",
  "certificateIsPrivateKey",
  "certificateIsRequest",
  "certificateMalformed",
  "certificateTooMany",
  "certificateNotAuthority",
  "certificateIsAuthority",
  "certificateNotForClients",
  "certificateConstrained",
  "certificateChainBroken",
  "certificateExpired",
  "certificateNotYetValid",
  "certificateWeakKey",
  "certificateWeakSignature",
  "requestMalformed",
  "requestSignature",
  "taken",
  "revoked",
] as const;
export type Fault = (typeof FAULTS)[number];

export function isFault(code: string): code is Fault {
  return (FAULTS as readonly string[]).includes(code);
}
