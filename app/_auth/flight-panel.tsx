import { getTranslations } from "next-intl/server";
import { Mark } from "../_shell/wordmark.tsx";

/** A message on its way: what Hato is for, drawn once and quiet. Nothing in it can be used, so nothing reads it out. */
export async function FlightPanel() {
  const t = await getTranslations("auth.panel");
  return (
    <aside className="relative hidden overflow-hidden border-l bg-sunken lg:flex lg:flex-col lg:justify-center">
      <div
        aria-hidden
        className="absolute inset-0 bg-[radial-gradient(var(--line)_1px,transparent_1px)] [background-size:22px_22px] [mask-image:radial-gradient(80%_70%_at_50%_45%,black,transparent)]"
      />
      <div aria-hidden className="relative mx-auto w-full max-w-lg px-10">
        <div className="rounded-lg border bg-surface shadow-popup">
          <div className="flex h-8 items-center gap-1.5 border-b px-3">
            <span className="size-2 rounded-full bg-line" />
            <span className="size-2 rounded-full bg-line" />
            <span className="size-2 rounded-full bg-line" />
            <span className="ml-2 font-mono text-xs text-faint">greenhouse-1</span>
          </div>
          <pre className="p-3 font-mono text-xs leading-5 whitespace-pre-wrap text-muted">
            <span className="text-faint">$ </span>mosquitto_pub -t{" "}
            <span className="text-accent-text">greenhouse-1/climate</span> -q 1 {"\\\n"}
            {"    "}-m <span className="text-ok">{'\'{"celsius":21.4,"humidity":63}\''}</span>
          </pre>
        </div>
        <div className="relative h-36">
          <svg
            viewBox="0 0 400 144"
            className="absolute inset-0 size-full text-line-control"
            fill="none"
            role="presentation"
          >
            <path
              d="M70 0C70 60 150 74 200 74s130 14 130 70"
              stroke="currentColor"
              strokeWidth="1.5"
              strokeDasharray="2 6"
              strokeLinecap="round"
            />
          </svg>
          <span className="absolute top-1/2 left-1/2 grid size-14 -translate-x-1/2 -translate-y-1/2 place-items-center rounded-full border bg-surface shadow-popup">
            <Mark className="size-7" />
          </span>
        </div>
        <div className="ml-auto w-4/5 rounded-lg border bg-surface shadow-popup">
          <div className="flex h-8 items-center justify-between border-b px-3 text-xs">
            <span className="font-mono text-accent-text">greenhouse-1/climate</span>
            <span className="inline-flex items-center gap-1.5 text-muted">
              <span className="size-1.5 rounded-full bg-ok-mark" />
              {t("arrived")}
            </span>
          </div>
          <pre className="p-3 font-mono text-xs leading-5 text-muted">
            {"{\n  "}
            <span className="text-ink">"celsius"</span>: <span className="text-accent-text">21.4</span>
            {",\n  "}
            <span className="text-ink">"humidity"</span>: <span className="text-accent-text">63</span>
            {"\n}"}
          </pre>
        </div>
      </div>
      <p className="relative mx-auto mt-12 max-w-md px-10 text-center text-sm text-muted">{t("line")}</p>
    </aside>
  );
}
