import type { ConsoleTokenClaims } from "#core/control.ts";

/** Who a connection acts as. */
export type ActAs = ConsoleTokenClaims["actAs"];

/** A device the person may act as. */
export interface PrincipalDevice {
  readonly id: string;
  readonly name: string;
}

/** Who a connection acts as, with the name that people know. */
export type Principal =
  | { readonly kind: "wholeTenant" }
  | { readonly kind: "readOnly" }
  | { readonly kind: "device"; readonly device: PrincipalDevice }
  /** Whoever has this username; the password is never kept. */
  | { readonly kind: "credentials"; readonly username: string };

/** Who the console's token is for. */
export function actAsOf(principal: Exclude<Principal, { kind: "credentials" }>): ActAs {
  return principal.kind === "device" ? { kind: "device", deviceId: principal.device.id } : principal;
}

/** The principal as a select's value. */
export function principalValue(principal: Principal): string {
  return principal.kind === "device" ? principal.device.id : principal.kind;
}

/** The principal of a select's value; read-only when the device is no longer listed. */
export function principalOf(value: string, devices: readonly PrincipalDevice[]): Principal {
  if (value === "wholeTenant" || value === "readOnly") return { kind: value };
  const device = devices.find(({ id }) => id === value);
  return device === undefined ? { kind: "readOnly" } : { kind: "device", device };
}
