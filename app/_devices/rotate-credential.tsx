"use client";

import { RefreshCw } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId, useState, useTransition } from "react";
import type { Addresses } from "../_connect/addresses.ts";
import { keepSecret } from "../_connect/fresh-secrets.ts";
import { SecretOnce } from "../_connect/secret-once.tsx";
import type { DeviceView, NewCredentialView } from "../_services/devices/device.ts";
import { Button, buttonStyle } from "../_ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../_ui/dialog.tsx";
import { Notice } from "../_ui/notice.tsx";
import { rotateCredential } from "./actions.ts";

interface RotateCredentialProps {
  readonly tenantSlug: string;
  readonly device: DeviceView;
  readonly addresses: Addresses;
}

const OVERLAPS = [0, 1, 24] as const;

/** Gives the device a new secret: how long the old one stays, then the new one, once. */
export function RotateCredential({ tenantSlug, device, addresses }: RotateCredentialProps) {
  const t = useTranslations("devices.rotate");
  const common = useTranslations("common");
  const name = useId();
  const [open, setOpen] = useState(false);
  const [overlap, setOverlap] = useState<(typeof OVERLAPS)[number]>(1);
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
      const outcome = await rotateCredential(tenantSlug, device.id, overlap);
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
        description={t(overlap === 0 ? "doneNow" : "doneLater", { hours: overlap })}
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
            key={hours}
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
              {t(`hours${hours}.name`)}
              <span className="block text-xs text-muted">{t(`hours${hours}.text`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <DialogActions>
        <DialogClose render={<Button>{common("cancel")}</Button>} />
        <Button variant="primary" pending={pending} onClick={rotate}>
          {t("submit")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
