"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { enter } from "../_auth/access.ts";
import { failureMessage } from "../_forms/failure.ts";
import { deleteDevice as deleteDeviceOf } from "../_services/devices/delete-device.ts";
import { type NewCredentialView, rotateCredentialInput } from "../_services/devices/device.ts";
import { revokeCredential as revokeCredentialOf } from "../_services/devices/revoke-credential.ts";
import { rotateCredential as rotateCredentialOf } from "../_services/devices/rotate-credential.ts";
import { updateDevice } from "../_services/devices/update-device.ts";
import { ApiError } from "../_services/errors.ts";

/** What came of an action, in the person's language where it failed. */
export type Outcome<T = undefined> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string };

async function attempt<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, message: await failureMessage(error) };
  }
}

/** Lets a device in, or turns it away and ends its connections. */
export async function setDeviceEnabled(tenantSlug: string, deviceId: string, enabled: boolean): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const outcome = await attempt(async () => {
    await updateDevice(actor, deviceId, { status: enabled ? "enabled" : "disabled" });
    return undefined;
  });
  refresh();
  return outcome;
}

export async function deleteDevice(tenantSlug: string, deviceId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  return attempt(async () => {
    await deleteDeviceOf(actor, deviceId);
    return undefined;
  });
}

export async function revokeCredential(tenantSlug: string, deviceId: string, credentialId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const outcome = await attempt(async () => {
    await revokeCredentialOf(actor, deviceId, credentialId);
    return undefined;
  });
  refresh();
  return outcome;
}

/** Makes a new secret; the old ones end now, or after some hours of both. */
export async function rotateCredential(
  tenantSlug: string,
  deviceId: string,
  overlapHours: number,
): Promise<Outcome<NewCredentialView>> {
  const actor = await enter(tenantSlug);
  const t = await getTranslations("devices.errors");
  const input = rotateCredentialInput.safeParse({ overlapHours });
  if (!input.success) return { ok: false, message: t("overlap") };
  try {
    const credential = await rotateCredentialOf(actor, deviceId, input.data);
    refresh();
    return { ok: true, value: credential };
  } catch (error) {
    if (error instanceof ApiError && error.code === "conflict") return { ok: false, message: t("tooManyCredentials") };
    return { ok: false, message: await failureMessage(error) };
  }
}
