"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { CERTIFICATE_MAPPINGS, type CertificateMapping } from "#core/certificate.ts";
import type { Outcome } from "../_forms/outcome.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { useHotkey } from "../_ui/hotkey.ts";
import { Input, Select } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { Segments } from "../_ui/segments.tsx";
import { toast } from "../_ui/toast.tsx";
import { createAuthority } from "./actions.ts";
import { MAPPING_WORDS } from "./mapping-words.ts";
import { PemField } from "./pem-field.tsx";

/** The button and its dialog; each opening begins anew. */
export function AddAuthority({ tenantSlug }: { readonly tenantSlug: string }) {
  const t = useTranslations("certificates");
  const [open, setOpen] = useState(false);
  const [round, setRound] = useState(0);
  const show = (next: boolean) => {
    if (next) setRound((before) => before + 1);
    setOpen(next);
  };
  useHotkey("c", () => show(true), t("addAuthority.title"));
  return (
    <Dialog
      open={open}
      onOpenChange={show}
      className="w-[34rem]"
      title={t("addAuthority.title")}
      description={t("addAuthority.text")}
      trigger={
        <Button>
          <Plus aria-hidden />
          {t("authorities.add")}
        </Button>
      }
    >
      <AddForm
        key={round}
        tenantSlug={tenantSlug}
        onDone={() => {
          setOpen(false);
          toast(t("addAuthority.done"));
        }}
      />
    </Dialog>
  );
}

function AddForm({ tenantSlug, onDone }: { readonly tenantSlug: string; readonly onDone: () => void }) {
  const t = useTranslations("certificates.addAuthority");
  const all = useTranslations("certificates");
  const common = useTranslations("common");
  const [way, setWay] = useState<"make" | "upload">("make");
  const [name, setName] = useState("");
  const [certificate, setCertificate] = useState("");
  const [mapping, setMapping] = useState<CertificateMapping>("none");
  const [failure, setFailure] = useState<Outcome & { readonly ok: false }>();
  const [pending, start] = useTransition();
  const errorAt = (field: string) => (failure?.field === field ? failure.message : undefined);

  function submit() {
    // A key does not leave the page, whatever it was pasted for.
    if (way === "upload" && certificate.includes("PRIVATE KEY")) {
      setFailure({ ok: false, field: "certificate", message: all("faults.certificateIsPrivateKey") });
      return;
    }
    start(async () => {
      const outcome = await createAuthority(tenantSlug, way === "make" ? { name } : { name, certificate, mapping });
      if (outcome.ok) onDone();
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
      <Segments
        label={t("how")}
        value={way}
        onChange={(next) => {
          setWay(next);
          setFailure(undefined);
        }}
        options={[
          { value: "make", label: t("make") },
          { value: "upload", label: t("upload") },
        ]}
        className="self-start"
      />
      {failure === undefined || failure.field !== undefined ? null : <Notice tone="danger">{failure.message}</Notice>}
      <Field name="name" label={t("name")} hint={t("nameHint")} error={errorAt("name")}>
        {(control) => (
          <Input
            {...control}
            required
            autoFocus
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {way === "make" ? (
        <p className="text-xs text-muted">{t("makeNote")}</p>
      ) : (
        <>
          <PemField
            name="certificate"
            label={t("certificate")}
            hint={t("certificateHint")}
            what="CERTIFICATE"
            value={certificate}
            onChange={setCertificate}
            error={errorAt("certificate")}
          />
          <Field name="mapping" label={t("mapping")} hint={t(`mappingFor.${MAPPING_WORDS[mapping]}`)}>
            {(control) => (
              <Select
                {...control}
                value={mapping}
                onChange={(event) => setMapping(event.target.value as CertificateMapping)}
              >
                {CERTIFICATE_MAPPINGS.map((one) => (
                  <option key={one} value={one}>
                    {all(`authorities.mapping.${MAPPING_WORDS[one]}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </>
      )}
      <DialogActions>
        <DialogClose render={<Button>{common("cancel")}</Button>} />
        <Button type="submit" variant="primary" pending={pending}>
          {t(way === "make" ? "submitMake" : "submitUpload")}
        </Button>
      </DialogActions>
    </form>
  );
}
