import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { hasPermission, type UserActor } from "../_services/actor.ts";
import { countDevices } from "../_services/devices/count-devices.ts";
import { listDevicesInput } from "../_services/devices/device.ts";
import { getTenant } from "../_services/tenants/get-tenant.ts";
import { DELETION_GRACE_DAYS } from "../_services/tenants/tenant.ts";
import { buttonStyle } from "../_ui/button.tsx";
import { Card, CardBody, CardHeader } from "../_ui/card.tsx";
import { DeleteTenant } from "./delete-tenant.tsx";
import { NameForm } from "./name-form.tsx";

/** The tenant as a whole: its name, whose it is, and its end. */
export async function TenantTab({ actor }: { readonly actor: UserActor }) {
  const t = await getTranslations("tenant");
  const [tenant, devices] = await Promise.all([getTenant(actor), countDevices(actor, listDevicesInput.parse({}))]);
  const { tenantSlug } = actor;
  const mayDelete = hasPermission(actor, "tenant.delete");
  return (
    <>
      <Card aria-labelledby="tenant-name">
        <CardHeader id="tenant-name" title={t("name.title")} description={t("name.text")} />
        <CardBody>
          <NameForm tenantSlug={tenantSlug} name={tenant.name} mayWrite={hasPermission(actor, "settings.write")} />
        </CardBody>
      </Card>
      <Card aria-labelledby="tenant-transfer">
        <CardHeader id="tenant-transfer" title={t("transfer.title")} description={t("transfer.text")} />
        <CardBody>
          <Link href={`/${tenantSlug}/members`} className={buttonStyle()}>
            {t("transfer.open")}
          </Link>
        </CardBody>
      </Card>
      <Card aria-labelledby="tenant-delete" className="border-danger/40">
        <CardHeader
          id="tenant-delete"
          title={t("delete.heading")}
          description={t(mayDelete ? "delete.lead" : "delete.ownersOnly", { days: DELETION_GRACE_DAYS })}
        />
        {mayDelete && tenant.deletionDueAt === null ? (
          <CardBody>
            <DeleteTenant tenantSlug={tenantSlug} devices={devices} graceDays={DELETION_GRACE_DAYS} />
          </CardBody>
        ) : null}
      </Card>
    </>
  );
}
