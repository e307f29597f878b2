import { orNotFound } from "../_auth/access.ts";
import { addresses } from "../_connect/addresses.ts";
import { type Actor, hasPermission } from "../_services/actor.ts";
import { listAuthorities } from "../_services/certificates/list-authorities.ts";
import { listDeviceCertificates } from "../_services/certificates/list-device-certificates.ts";
import type { DeviceView } from "../_services/devices/device.ts";
import { DeviceCertificatesCard } from "./device-certificates-card.tsx";

interface DeviceCertificatesProps {
  readonly tenantSlug: string;
  readonly actor: Actor;
  readonly device: DeviceView;
}

/** The device's certificates, and what is needed to add one; nothing for those who may not see them. */
export async function DeviceCertificates({ tenantSlug, actor, device }: DeviceCertificatesProps) {
  if (!hasPermission(actor, "certificates.read")) return null;
  const [certificates, authorities, where] = await orNotFound(() =>
    Promise.all([listDeviceCertificates(actor, device.id), listAuthorities(actor), addresses()]),
  );
  return (
    <DeviceCertificatesCard
      tenantSlug={tenantSlug}
      device={device}
      certificates={certificates}
      signers={authorities
        .filter(({ kind, status }) => kind === "made" && status === "active")
        .map(({ id, name }) => ({ id, name }))}
      mayWrite={hasPermission(actor, "certificates.write")}
      addresses={where}
    />
  );
}
