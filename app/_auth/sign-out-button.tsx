import { getTranslations } from "next-intl/server";
import { Button } from "../_ui/button.tsx";
import { signOut } from "./actions.ts";

export async function SignOutButton() {
  const t = await getTranslations("auth");
  return (
    <form action={signOut}>
      <Button type="submit" variant="quiet" size="sm">
        {t("signOut")}
      </Button>
    </form>
  );
}
