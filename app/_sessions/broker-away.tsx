import { getTranslations } from "next-intl/server";
import { ApiError } from "../_services/errors.ts";
import { Notice } from "../_ui/notice.tsx";

/** Stands where sessions would: only the broker knows them. */
export async function BrokerAway() {
  const t = await getTranslations("sessions.brokerAway");
  return (
    <Notice tone="warn" title={t("title")}>
      {t("text")}
    </Notice>
  );
}

/** Undefined when the broker cannot be asked. */
export async function unlessAway<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError && error.code === "unavailable") return undefined;
    throw error;
  }
}
