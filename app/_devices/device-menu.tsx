"use client";

import { Ban, CircleCheck, Ellipsis, Trash2, Waypoints } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { forgetSecrets } from "../_connect/fresh-secrets.ts";
import { useDeviceStatus } from "../_live/device-status.tsx";
import type { DeviceView } from "../_services/devices/device.ts";
import { traceQuery } from "../_traces/trace-search.ts";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { Menu, MenuItem, MenuLink, MenuSeparator } from "../_ui/menu.tsx";
import { toast } from "../_ui/toast.tsx";
import { deleteDevice, setDeviceEnabled } from "./actions.ts";

interface DeviceMenuProps {
  readonly tenantSlug: string;
  readonly device: DeviceView;
}

/** What can be done to the device as a whole; each question says how many clients it disconnects now. */
export function DeviceMenu({ tenantSlug, device }: DeviceMenuProps) {
  const t = useTranslations("devices.menu");
  const router = useRouter();
  const [asking, setAsking] = useState<"delete" | "disable" | "enable">();
  const status = useDeviceStatus(device);
  const effect = t("disconnects", { count: status?.connections ?? 0 });
  const enabled = device.status === "enabled";

  const enable = () => setDeviceEnabled(tenantSlug, device.id, true);
  /** Taking a "disable" back; should that fail, the question shows why. */
  async function undoDisable() {
    if (!(await enable()).ok) setAsking("enable");
  }

  return (
    <>
      <Menu
        trigger={
          <Button size="icon" aria-label={t("label")}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {enabled ? (
          <MenuItem onClick={() => setAsking("disable")}>
            <Ban aria-hidden />
            {t("disable")}
          </MenuItem>
        ) : (
          <MenuItem onClick={() => setAsking("enable")}>
            <CircleCheck aria-hidden />
            {t("enable")}
          </MenuItem>
        )}
        <MenuLink render={<Link href={`/${tenantSlug}/traces${traceQuery({ from: device.id })}`} />}>
          <Waypoints aria-hidden />
          {t("traces")}
        </MenuLink>
        <MenuSeparator />
        <MenuItem danger onClick={() => setAsking("delete")}>
          <Trash2 aria-hidden />
          {t("delete")}
        </MenuItem>
      </Menu>
      <ConfirmDialog
        open={asking === "disable"}
        onOpenChange={(open) => setAsking(open ? "disable" : undefined)}
        title={t("disableTitle", { name: device.name })}
        description={`${effect} ${t("disableText")}`}
        confirm={t("disable")}
        run={() => setDeviceEnabled(tenantSlug, device.id, false)}
        onDone={() => toast(t("disabled"), { label: t("undo"), onClick: () => void undoDisable() })}
      />
      <ConfirmDialog
        open={asking === "enable"}
        onOpenChange={(open) => setAsking(open ? "enable" : undefined)}
        title={t("enableTitle", { name: device.name })}
        description={t("enableText")}
        confirm={t("enable")}
        tone="primary"
        run={enable}
        onDone={() => toast(t("enabled"))}
      />
      <ConfirmDialog
        open={asking === "delete"}
        onOpenChange={(open) => setAsking(open ? "delete" : undefined)}
        title={t("deleteTitle", { name: device.name })}
        description={`${effect} ${t("deleteText")}`}
        confirm={t("delete")}
        run={() => deleteDevice(tenantSlug, device.id)}
        onDone={() => {
          forgetSecrets(device.id);
          toast(t("deleted", { name: device.name }));
          // Not one step further: “back” would lead to the page of what is no more.
          router.replace(`/${tenantSlug}/devices`);
        }}
      />
    </>
  );
}
