import { LogIn } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { services } from "../_services/database.ts";
import { Button } from "../_ui/button.tsx";
import { signInByProvider } from "./door-actions.ts";

/** The way in by the OpenID provider, where one is configured, and the line that parts it from the form below. */
export async function ProviderButton({ next }: { readonly next: string }) {
  const { oidc } = services().config;
  if (oidc === undefined) return null;
  const t = await getTranslations("auth.signIn");
  return (
    <div className="flex flex-col gap-4">
      <form action={signInByProvider.bind(null, next)}>
        <Button type="submit" size="lg" className="w-full">
          <LogIn aria-hidden />
          {t("provider", { name: oidc.name })}
        </Button>
      </form>
      <div aria-hidden className="flex items-center gap-3 text-xs text-muted">
        <span className="h-px flex-1 bg-line" />
        {t("or")}
        <span className="h-px flex-1 bg-line" />
      </div>
    </div>
  );
}
