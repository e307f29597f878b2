"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { TEXT_LIMITS } from "#core/limits.ts";
import { enter } from "../_auth/access.ts";
import { attempt, type Outcome } from "../_forms/outcome.ts";
import { deleteDevice as deleteDeviceOf } from "../_services/devices/delete-device.ts";
import {
  type DeviceView,
  type NewCredentialView,
  rotateCredentialInput,
  updateDeviceInput,
} from "../_services/devices/device.ts";
import { getDevice } from "../_services/devices/get-device.ts";
import { revokeCredential as revokeCredentialOf } from "../_services/devices/revoke-credential.ts";
import { rotateCredential as rotateCredentialOf } from "../_services/devices/rotate-credential.ts";
import { updateDevice } from "../_services/devices/update-device.ts";
import { ApiError } from "../_services/errors.ts";

/** Lets a device in, or turns it away and ends its connections. */
export async function setDeviceEnabled(tenantSlug: string, deviceId: string, enabled: boolean): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const outcome = await attempt(async () => {
    await updateDevice(actor, deviceId, { status: enabled ? "enabled" : "disabled" });
  });
  refresh();
  return outcome;
}

/** Gives a device these roles, if it is still as it was seen. */
export async function setDeviceRoles(
  tenantSlug: string,
  deviceId: string,
  version: number,
  roles: readonly string[],
): Promise<Outcome<void, DeviceView>> {
  const actor = await enter(tenantSlug);
  const input = updateDeviceInput.safeParse({ roles });
  const outcome = await attempt(
    async () => {
      if (!input.success) throw new ApiError("invalid_request", "Roles that could not be.");
      await updateDevice(actor, deviceId, input.data, version);
    },
    { theirs: () => getDevice(actor, deviceId) },
  );
  refresh();
  return outcome;
}

export async function deleteDevice(tenantSlug: string, deviceId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  return attempt(() => deleteDeviceOf(actor, deviceId));
}

export async function revokeCredential(tenantSlug: string, deviceId: string, credentialId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const outcome = await attempt(() => revokeCredentialOf(actor, deviceId, credentialId));
  refresh();
  return outcome;
}

/** What a new secret shall be like. */
export interface SecretWish {
  /** Null: the present ones stay. */
  readonly overlapHours: number | null;
  readonly name: string;
  /** Null: it does not end. */
  readonly days: number | null;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Makes a new secret; the old ones end now, after some hours of both, or stay. */
export async function rotateCredential(
  tenantSlug: string,
  deviceId: string,
  wish: SecretWish,
): Promise<Outcome<NewCredentialView>> {
  const actor = await enter(tenantSlug);
  const t = await getTranslations("devices.errors");
  const { overlapHours, name, days } = wish;
  const expiresAt = days === null ? null : new Date(Date.now() + days * DAY_MS).toISOString();
  const input = rotateCredentialInput.safeParse({ overlapHours, name: name.trim(), expiresAt });
  if (!input.success) {
    const nameIsWrong = input.error.issues.some(({ path }) => path[0] === "name");
    return {
      ok: false,
      message: nameIsWrong ? t("secretName", { max: TEXT_LIMITS.credentialNameCharsMax }) : t("overlap"),
    };
  }
  const outcome = await attempt(() => rotateCredentialOf(actor, deviceId, input.data), {
    told: async ({ code }) => (code === "conflict" ? t("tooManyCredentials") : undefined),
  });
  refresh();
  return outcome;
}
