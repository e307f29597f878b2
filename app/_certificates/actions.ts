"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { enter } from "../_auth/access.ts";
import { attempt as attemptOf, type Outcome, type Refusal } from "../_forms/outcome.ts";
import { addCertificate as addCertificateOf } from "../_services/certificates/add-certificate.ts";
import {
  type AddedCertificateView,
  AUTHORITY_NAME_CHARS_MAX,
  addCertificateInput,
  createAuthorityInput,
} from "../_services/certificates/certificate.ts";
import { createAuthority as createAuthorityOf } from "../_services/certificates/create-authority.ts";
import { endAuthority as endAuthorityOf } from "../_services/certificates/end-authority.ts";
import { revokeCertificate as revokeCertificateOf } from "../_services/certificates/revoke-certificate.ts";
import type { ApiError } from "../_services/errors.ts";
import { isFault } from "./faults.ts";

const attempt = <T>(work: () => Promise<T>): Promise<Outcome<T>> => attemptOf(work, { told });

async function told({ issues = [], code: why }: ApiError): Promise<Refusal | string | undefined> {
  const t = await getTranslations("certificates");
  for (const { path, code } of issues) {
    const [field] = path;
    if (isFault(code) && (field === "certificate" || field === "csr")) return { field, message: t(`faults.${code}`) };
    if (field === "authorityId") return { field, message: t("errors.authority") };
  }
  return why === "conflict" ? t("errors.tooMany") : undefined;
}

/** Has the tenant trust an authority: one that Hato makes, or an uploaded one. */
export async function createAuthority(
  tenantSlug: string,
  authority: { readonly name: string; readonly certificate?: string; readonly mapping?: string },
): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const t = await getTranslations("certificates.errors");
  const input = createAuthorityInput.safeParse(authority);
  if (!input.success) {
    const long = input.error.issues.some(({ code }) => code === "too_big");
    return {
      ok: false,
      field: "name",
      message: long ? t("nameLong", { max: AUTHORITY_NAME_CHARS_MAX }) : t("name"),
    };
  }
  const outcome = await attempt(async () => {
    await createAuthorityOf(actor, input.data);
  });
  refresh();
  return outcome;
}

export async function endAuthority(tenantSlug: string, authorityId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const outcome = await attempt(async () => {
    await endAuthorityOf(actor, authorityId);
  });
  refresh();
  return outcome;
}

/**
 * Issues a certificate for the key of a request, or registers one. The console never asks the server for a key: the
 * page makes its own.
 */
export async function addCertificate(
  tenantSlug: string,
  deviceId: string,
  asked:
    | { readonly csr: string; readonly days: number; readonly authorityId?: string | undefined }
    | { readonly certificate: string },
): Promise<Outcome<AddedCertificateView>> {
  const actor = await enter(tenantSlug);
  const input = addCertificateInput.safeParse(asked);
  if (!input.success || (input.data.csr ?? input.data.certificate) === undefined) {
    const t = await getTranslations("certificates.faults");
    return "csr" in asked
      ? { ok: false, field: "csr", message: t("requestMalformed") }
      : { ok: false, field: "certificate", message: t("certificateMalformed") };
  }
  const outcome = await attempt(() => addCertificateOf(actor, deviceId, input.data));
  refresh();
  return outcome;
}

export async function revokeCertificate(tenantSlug: string, certificateId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const outcome = await attempt(async () => {
    await revokeCertificateOf(actor, certificateId);
  });
  refresh();
  return outcome;
}
