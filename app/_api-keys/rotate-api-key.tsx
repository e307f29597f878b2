"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId, useState, useTransition } from "react";
import type { ApiKeyView } from "../_services/api-keys/api-key.ts";
import { Button } from "../_ui/button.tsx";
import { CopyButton } from "../_ui/copy-button.tsx";
import { Dialog, DialogActions, type DialogChange, DialogClose } from "../_ui/dialog.tsx";
import { Notice } from "../_ui/notice.tsx";
import { rotateApiKey } from "./actions.ts";

const OVERLAPS = [0, 1, 24, 168] as const;

interface RotateApiKeyProps {
  readonly tenantSlug: string;
  readonly apiKey: ApiKeyView;
}

/** A new key for an old one: how long the old one stays, then the new one, once. */
export function RotateApiKey({ tenantSlug, apiKey }: RotateApiKeyProps) {
  const t = useTranslations("apiKeys.rotate");
  const create = useTranslations("apiKeys.create");
  const common = useTranslations("common");
  const router = useRouter();
  const name = useId();
  const [open, setOpen] = useState(false);
  const [overlap, setOverlap] = useState<(typeof OVERLAPS)[number]>(24);
  const [secret, setSecret] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();

  function onOpenChange(next: boolean, details: DialogChange) {
    // The key is shown this once: a slip of the finger must not take it away.
    if (secret !== undefined && (details.reason === "escape-key" || details.reason === "outside-press")) {
      return details.cancel();
    }
    setOpen(next);
    if (secret !== undefined) router.refresh();
    setSecret(undefined);
    setFailure(undefined);
  }

  const rotate = () =>
    start(async () => {
      const outcome = await rotateApiKey(tenantSlug, apiKey.id, overlap);
      if (outcome.ok) setSecret(outcome.value);
      else setFailure(outcome.message);
    });

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      trigger={
        <Button size="sm" variant="quiet" aria-label={t("openOne", { name: apiKey.name })}>
          {t("open")}
        </Button>
      }
      title={secret === undefined ? t("title", { name: apiKey.name }) : create("onceTitle")}
      description={secret === undefined ? t("text") : t(overlap === 0 ? "onceTextNow" : "onceTextLater")}
    >
      {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
      {secret === undefined ? (
        <>
          <fieldset className="flex flex-col gap-0.5">
            <legend className="mb-1.5 text-sm font-medium">{t("legend")}</legend>
            {OVERLAPS.map((hours) => (
              <label
                key={hours}
                className="flex cursor-pointer items-center gap-2.5 rounded-md border border-transparent px-2 py-1.5 text-sm hover:bg-hover has-checked:border-line has-checked:bg-sunken"
              >
                <input
                  type="radio"
                  name={name}
                  checked={overlap === hours}
                  onChange={() => setOverlap(hours)}
                  className="accent-accent"
                />
                {t(`hours${hours}`)}
              </label>
            ))}
          </fieldset>
          <DialogActions>
            <DialogClose render={<Button>{common("cancel")}</Button>} />
            <Button variant="primary" pending={pending} onClick={rotate}>
              {t("submit")}
            </Button>
          </DialogActions>
        </>
      ) : (
        <>
          <div className="flex items-center justify-between gap-2 rounded-md border bg-code py-0.5 pr-0.5 pl-2.5">
            <code className="min-w-0 font-mono text-sm break-all">{secret}</code>
            <CopyButton text={secret} label={create("copy")} />
          </div>
          <DialogActions>
            <DialogClose render={<Button variant="primary">{create("kept")}</Button>} />
          </DialogActions>
        </>
      )}
    </Dialog>
  );
}
