"use client";

import { FileBadge } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState, useSyncExternalStore, useTransition } from "react";
import { CERTIFICATE_DAYS_DEFAULT } from "#core/certificate.ts";
import type { Addresses } from "../_connect/addresses.ts";
import type { Outcome } from "../_forms/outcome.ts";
import type { AuthorityView } from "../_services/certificates/certificate.ts";
import type { DeviceView } from "../_services/devices/device.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog, DialogActions, type DialogChange, DialogClose } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { Select } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { addCertificate } from "./actions.ts";
import { type AddedFiles, CertificateFiles } from "./certificate-files.tsx";
import { Choice } from "./choice.tsx";
import { PemField } from "./pem-field.tsx";

interface AddCertificateProps {
  readonly tenantSlug: string;
  readonly device: DeviceView;
  readonly signers: readonly Pick<AuthorityView, "id" | "name">[];
  readonly addresses: Addresses;
}

/** The button and its dialog: how the certificate comes about, then its files. Each opening begins anew. */
export function AddCertificate(props: AddCertificateProps) {
  const t = useTranslations("certificates.add");
  const [open, setOpen] = useState(false);
  const [round, setRound] = useState(0);
  const [files, setFiles] = useState<AddedFiles>();
  const keyShown = files?.key !== undefined;
  const onOpenChange = (next: boolean, details: DialogChange) => {
    if (next) {
      setRound((before) => before + 1);
      setFiles(undefined);
      setOpen(true);
    }
    // The key is nowhere but here: a slip of the finger must not take it away.
    else if (keyShown && (details.reason === "escape-key" || details.reason === "outside-press")) details.cancel();
    else setOpen(false);
  };
  const title =
    files === undefined
      ? t("title", { name: props.device.name })
      : t(files.registered ? "registeredTitle" : "issuedTitle");
  const text =
    files === undefined ? t("text") : t(keyShown ? "issuedOnce" : files.registered ? "registeredText" : "issuedText");
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      className="w-[36rem]"
      title={title}
      description={text}
      trigger={
        <Button>
          <FileBadge aria-hidden />
          {t("open")}
        </Button>
      }
    >
      {files === undefined ? (
        <AddForm key={round} {...props} onAdded={setFiles} />
      ) : (
        <>
          <CertificateFiles files={files} {...props} />
          <DialogActions>
            <DialogClose render={<Button variant="primary">{t(keyShown ? "kept" : "done")}</Button>} />
          </DialogActions>
        </>
      )}
    </Dialog>
  );
}

const WAYS = ["browser", "csr", "own"] as const;
type Way = (typeof WAYS)[number];
const DAYS = [30, 90, CERTIFICATE_DAYS_DEFAULT, 1095, 3650] as const;

function AddForm({
  tenantSlug,
  device,
  signers,
  onAdded,
}: AddCertificateProps & { readonly onAdded: (files: AddedFiles) => void }) {
  const t = useTranslations("certificates.add");
  const all = useTranslations("certificates");
  const common = useTranslations("common");
  const name = useId();
  const mayMakeKeys = useMayMakeKeys();
  const [chosen, setChosen] = useState<Way>("browser");
  const way = chosen === "browser" && !mayMakeKeys ? "csr" : chosen;
  const [pem, setPem] = useState("");
  const [days, setDays] = useState<number>(CERTIFICATE_DAYS_DEFAULT);
  const [authorityId, setAuthorityId] = useState(signers.at(-1)?.id);
  const [failure, setFailure] = useState<Outcome & { readonly ok: false }>();
  const [pending, start] = useTransition();
  const field = way === "own" ? "certificate" : "csr";

  function submit() {
    if (way !== "browser" && pem.includes("PRIVATE KEY")) {
      setFailure({ ok: false, field, message: all("faults.certificateIsPrivateKey") });
      return;
    }
    start(async () => {
      // Loaded when it is wanted: few who look at a device make a key.
      const made =
        way === "browser" ? await (await import("./browser-request.ts")).makeRequest(device.name) : undefined;
      const outcome = await addCertificate(
        tenantSlug,
        device.id,
        way === "own" ? { certificate: pem } : { csr: made?.csr ?? pem, days, authorityId },
      );
      if (outcome.ok) onAdded({ pem: outcome.value.pem, key: made?.key, registered: way === "own" });
      else setFailure(outcome);
    });
  }

  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <fieldset className="flex flex-col gap-1">
        <legend className="mb-1.5 text-sm font-medium">{t("how")}</legend>
        {WAYS.map((one) => (
          <Choice
            key={one}
            name={name}
            checked={way === one}
            disabled={one === "browser" && !mayMakeKeys}
            onChoose={() => {
              setChosen(one);
              setFailure(undefined);
            }}
            title={t(`${one}.name`)}
            text={one === "browser" && !mayMakeKeys ? t("browserBlocked") : t(`${one}.text`)}
          />
        ))}
      </fieldset>
      {failure === undefined || (failure.field === field && way !== "browser") ? null : (
        <Notice tone="danger">{failure.message}</Notice>
      )}
      {way === "browser" ? null : (
        <PemField
          key={way}
          name={field}
          label={t(way === "csr" ? "request" : "certificate")}
          hint={t(way === "csr" ? "requestHint" : "certificateHint")}
          what={way === "csr" ? "CERTIFICATE REQUEST" : "CERTIFICATE"}
          value={pem}
          onChange={setPem}
          error={failure?.field === field ? failure.message : undefined}
        />
      )}
      {way === "own" ? null : (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field name="days" label={t("days")}>
            {(control) => (
              <Select {...control} value={days} onChange={(event) => setDays(Number(event.target.value))}>
                {DAYS.map((one) => (
                  <option key={one} value={one}>
                    {t("daysOf", { days: one })}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {signers.length < 2 ? null : (
            <Field name="authorityId" label={t("authority")}>
              {(control) => (
                <Select {...control} value={authorityId} onChange={(event) => setAuthorityId(event.target.value)}>
                  {signers.map((signer) => (
                    <option key={signer.id} value={signer.id}>
                      {signer.name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
        </div>
      )}
      <DialogActions>
        <DialogClose render={<Button>{common("cancel")}</Button>} />
        <Button type="submit" variant="primary" pending={pending}>
          {t(way === "own" ? "submitRegister" : "submitIssue")}
        </Button>
      </DialogActions>
    </form>
  );
}

/** WebCrypto is there on https and localhost only; the server, which cannot know, says yes. */
function useMayMakeKeys(): boolean {
  return useSyncExternalStore(
    () => () => {},
    () => window.isSecureContext,
    () => true,
  );
}
