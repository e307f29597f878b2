import { Compass } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonStyle } from "../_ui/button.tsx";
import { Mark } from "./wordmark.tsx";

/** What is not there and what is somebody else's: one and the same page. */
export async function Lost() {
  const t = await getTranslations("lost");
  return (
    <div className="grid flex-1 place-items-center px-4 py-16">
      <div className="flex max-w-md flex-col items-center gap-4 text-center">
        <span className="relative">
          <Mark className="size-12" />
          <Compass aria-hidden className="absolute -right-3 -bottom-1 size-5 rounded-full bg-page text-muted" />
        </span>
        <div className="flex flex-col gap-1">
          <h1 className="text-xl font-semibold tracking-tight">{t("title")}</h1>
          <p className="text-sm text-muted">{t("text")}</p>
        </div>
        <Link href="/" className={buttonStyle({ variant: "primary" })}>
          {t("home")}
        </Link>
      </div>
    </div>
  );
}
