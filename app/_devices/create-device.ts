"use server";

import { getTranslations } from "next-intl/server";
import { TEXT_LIMITS } from "#core/limits.ts";
import { enter } from "../_auth/access.ts";
import { failureMessage, isTaken } from "../_forms/failure.ts";
import { type FormState, valuesOf } from "../_forms/form-state.ts";
import { createDevice as createDeviceOf } from "../_services/devices/create-device.ts";
import { createDeviceInput, type DeviceView, type NewCredentialView } from "../_services/devices/device.ts";

/** The form, or what came of it. The secret is in here once and nowhere else. */
export interface CreateDeviceState extends FormState {
  readonly created?: { readonly device: DeviceView; readonly credential: NewCredentialView };
}

export async function createDevice(
  tenantSlug: string,
  _before: CreateDeviceState,
  form: FormData,
): Promise<CreateDeviceState> {
  const actor = await enter(tenantSlug);
  const t = await getTranslations("devices.errors");
  const values = valuesOf(form, ["name", "description", "role"]);
  const input = createDeviceInput.safeParse({
    name: values.name.trim(),
    description: values.description.trim(),
    roles: form.getAll("role"),
  });
  if (!input.success) {
    const errors: Record<string, string> = {};
    for (const { path, code } of input.error.issues) {
      if (path[0] === "description")
        errors.description ??= t("descriptionLong", { max: TEXT_LIMITS.deviceDescriptionCharsMax });
      else if (path[0] === "name") errors.name ??= nameError(values.name.trim(), code);
    }
    return { values, errors, ...(Object.keys(errors).length === 0 ? { message: t("template") } : {}) };
  }
  try {
    return { values, errors: {}, created: await createDeviceOf(actor, input.data) };
  } catch (error) {
    if (isTaken(error, "name")) return { values, errors: { name: t("nameTaken") } };
    return { values, errors: {}, message: await failureMessage(error) };
  }

  function nameError(name: string, code: string): string {
    if (name === "") return t("nameMissing");
    return code === "too_big" ? t("nameLong", { max: TEXT_LIMITS.deviceNameCharsMax }) : t("nameFormat");
  }
}
