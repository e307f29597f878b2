"use client";

import { RefreshCw } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId, useState, useTransition } from "react";
import { TEXT_LIMITS } from "#core/limits.ts";
import type { Addresses } from "../_connect/addresses.ts";
import { keepSecret } from "../_connect/fresh-secrets.ts";
import { SecretOnce } from "../_connect/secret-once.tsx";
import type { DeviceView, NewCredentialView } from "../_services/devices/device.ts";
import { Button, buttonStyle } from "../_ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { Input, Select } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { rotateCredential } from "./actions.ts";

interface RotateCredentialProps {
  readonly tenantSlug: string;
  readonly device: DeviceView;
  readonly addresses: Addresses;
}

const OVERLAPS = [0, 1, 24, null] as const;
const EXPIRIES = ["never", "30", "90", "365"] as const;

/** Gives the device a new secret: how long the old one stays, then the new one, once. */
export function RotateCredential({ tenantSlug, device, addresses }: RotateCredentialProps) {
  const t = useTranslations("devices.rotate");
  const common = useTranslations("common");
  const name = useId();
  const [open, setOpen] = useState(false);
  const [overlap, setOverlap] = useState<(typeof OVERLAPS)[number]>(1);
  const [secretName, setSecretName] = useState("");
  const [expiry, setExpiry] = useState<string>("never");
  const [made, setMade] = useState<NewCredentialView>();
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();

  function onOpenChange(next: boolean) {
    setOpen(next);
    if (next) {
      setMade(undefined);
      setFailure(undefined);
    }
  }

  function rotate() {
    start(async () => {
      const outcome = await rotateCredential(tenantSlug, device.id, {
        overlapHours: overlap,
        name: secretName,
        days: expiry === "never" ? null : Number(expiry),
      });
      if (!outcome.ok) return setFailure(outcome.message);
      keepSecret(device.id, outcome.value);
      setMade(outcome.value);
    });
  }

  const trigger = (
    <Button>
      <RefreshCw aria-hidden />
      {t("open")}
    </Button>
  );
  if (made !== undefined) {
    return (
      <Dialog
        open={open}
        onOpenChange={onOpenChange}
        trigger={trigger}
        className="w-[34rem]"
        title={t("doneTitle")}
        description={
          overlap === null ? t("doneStay") : overlap === 0 ? t("doneNow") : t("doneLater", { hours: overlap })
        }
      >
        <SecretOnce credential={made} addresses={addresses} deviceName={device.name} />
        <DialogActions>
          <Link href={`/${tenantSlug}/devices/${device.id}?tab=connect`} className={buttonStyle()}>
            {t("toConnect")}
          </Link>
          <DialogClose render={<Button variant="primary">{t("kept")}</Button>} />
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange} trigger={trigger} title={t("title")} description={t("text")}>
      {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
      <fieldset className="flex flex-col gap-1">
        <legend className="mb-1.5 text-sm font-medium">{t("overlap")}</legend>
        {OVERLAPS.map((hours) => (
          <label
            key={String(hours)}
            className="flex cursor-pointer items-start gap-2.5 rounded-md border border-transparent px-2 py-1.5 hover:bg-hover has-checked:border-line has-checked:bg-sunken"
          >
            <input
              type="radio"
              name={name}
              checked={overlap === hours}
              onChange={() => setOverlap(hours)}
              className="mt-1 accent-accent"
            />
            <span className="text-sm">
              {t(`${overlapKey(hours)}.name`)}
              <span className="block text-xs text-muted">{t(`${overlapKey(hours)}.text`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="secret-name" label={t("name")} aside={t("optional")}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              maxLength={TEXT_LIMITS.credentialNameCharsMax}
              placeholder={t("nameExample")}
              value={secretName}
              onChange={(event) => setSecretName(event.target.value)}
            />
          )}
        </Field>
        <Field name="expiry" label={t("expiry")}>
          {(control) => (
            <Select {...control} value={expiry} onChange={(event) => setExpiry(event.target.value)}>
              {EXPIRIES.map((one) => (
                <option key={one} value={one}>
                  {one === "never" ? t("never") : t("days", { days: Number(one) })}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <DialogActions>
        <DialogClose render={<Button>{common("cancel")}</Button>} />
        <Button variant="primary" pending={pending} onClick={rotate}>
          {t("submit")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function overlapKey(hours: (typeof OVERLAPS)[number]) {
  return hours === null ? "stay" : (`hours${hours}` as const);
}
