import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { AcceptForm } from "../../../_auth/accept-form.tsx";
import { currentPerson } from "../../../_auth/access.ts";
import { switchAccount } from "../../../_auth/door-actions.ts";
import { JoinForm } from "../../../_auth/join-form.tsx";
import { ProviderButton } from "../../../_auth/provider-button.tsx";
import { Messages } from "../../../_i18n/messages.tsx";
import { clientAddress } from "../../../_services/client-address.ts";
import { services } from "../../../_services/database.ts";
import { invitationPath } from "../../../_services/invitations/invitation.ts";
import { type InvitationOffer, readInvitation } from "../../../_services/invitations/read-invitation.ts";
import { listTenants } from "../../../_services/tenants/list-tenants.ts";
import type { Person } from "../../../_services/users/person.ts";
import { Button, buttonStyle } from "../../../_ui/button.tsx";
import { Notice } from "../../../_ui/notice.tsx";

interface InvitePageProps {
  readonly params: Promise<{ token: string }>;
}

export async function generateMetadata({ params }: InvitePageProps): Promise<Metadata> {
  const [offer, t] = await Promise.all([offerOf((await params).token), getTranslations("auth.invite")]);
  // The address is a secret: no page that is left from here may hear of it.
  return {
    title: offer === undefined ? t("goneTitle") : t("title", { tenant: offer.tenantName }),
    referrer: "no-referrer",
  };
}

/** Where an invitation's link leads, for people with and without an account. */
export default async function InvitePage({ params }: InvitePageProps) {
  const { token } = await params;
  const [offer, person, t] = await Promise.all([offerOf(token), currentPerson(), getTranslations()]);
  if (offer === undefined) {
    return (
      <div className="flex flex-col gap-4">
        <div className="flex flex-col gap-1">
          <h1 className="text-2xl font-semibold tracking-tight">{t("auth.invite.goneTitle")}</h1>
          <p className="text-muted">{t("auth.invite.goneText")}</p>
        </div>
        <Link href="/" className={buttonStyle({ size: "lg" })}>
          {t("lost.home")}
        </Link>
      </div>
    );
  }
  const { tenantName, invitedBy, role } = offer;
  return (
    <Messages of={["auth"]}>
      <div className="flex flex-col gap-1">
        <h1 className="text-2xl font-semibold tracking-tight">{t("auth.invite.title", { tenant: tenantName })}</h1>
        <p className="text-muted">{t("auth.invite.lead", { inviter: invitedBy })}</p>
      </div>
      <div className="flex flex-col gap-0.5 rounded-lg border bg-sunken px-3 py-2.5">
        <p className="text-xs text-muted">{t("auth.invite.as")}</p>
        <p className="font-medium">{t(`members.roles.${role}`)}</p>
        <p className="text-sm text-muted">{t(`members.roleTexts.${role}`)}</p>
      </div>
      {person === undefined ? (
        <ForNewcomers token={token} offer={offer} />
      ) : (
        <ForMembers {...{ token, offer, person }} />
      )}
    </Messages>
  );
}

interface OfferProps {
  readonly token: string;
  readonly offer: InvitationOffer;
}

/** Nobody is signed in: an account is made, or the one there is is signed in to. */
async function ForNewcomers({ token, offer }: OfferProps) {
  const t = await getTranslations("auth.invite");
  const path = invitationPath(token);
  const closed = services().config.signup === "closed";
  return (
    <>
      <ProviderButton next={path} />
      {closed ? (
        <Notice>{t("closedText")}</Notice>
      ) : (
        <div className="flex flex-col gap-4">
          <p className="text-sm text-muted">{t("newLead")}</p>
          <JoinForm token={token} email={offer.email} />
        </div>
      )}
      <Link
        href={`/sign-in?next=${encodeURIComponent(path)}`}
        className="text-sm font-medium text-accent-text underline underline-offset-4"
      >
        {t("haveAccount")}
      </Link>
    </>
  );
}

/** Somebody is signed in: they join, or are told why not. */
async function ForMembers({ token, offer, person }: OfferProps & { readonly person: Person }) {
  const t = await getTranslations("auth.invite");
  const { tenantName, tenantSlug, email } = offer;
  const already = (await listTenants(person.id)).some(({ tenant }) => tenant.slug === tenantSlug);
  const wrongAccount = email !== null && email !== person.email.toLowerCase();
  return (
    <>
      {already ? (
        <>
          <Notice>{t("already")}</Notice>
          <Link href={`/${tenantSlug}`} className={buttonStyle({ variant: "primary", size: "lg" })}>
            {t("open", { tenant: tenantName })}
          </Link>
        </>
      ) : wrongAccount ? (
        <Notice tone="warn">{t("otherEmail", { email })}</Notice>
      ) : (
        <AcceptForm token={token} tenantName={tenantName} />
      )}
      <div className="flex flex-wrap items-center gap-2 text-sm text-muted">
        {t("acceptLead", { email: person.email })}
        <form action={switchAccount.bind(null, token)}>
          <Button type="submit" variant="quiet" size="sm">
            {t("switch")}
          </Button>
        </form>
      </div>
    </>
  );
}

/** Asked once for the title and the page. */
const offerOf = cache(
  async (token: string): Promise<InvitationOffer | undefined> =>
    readInvitation(token.slice(0, 100), clientAddress(await headers())),
);
