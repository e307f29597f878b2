"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { classes } from "../../_ui/classes.ts";

interface FormSectionProps {
  /** Under which the browser remembers whether it is open. */
  readonly name: string;
  readonly title: string;
  /** Beside the title, such as what is set inside. */
  readonly mark?: ReactNode;
  /** Something inside is wrong: it must be seen. */
  readonly forcedOpen: boolean;
  readonly children: ReactNode;
}

const stored = (name: string) => `hato-client-section-${name}`;

/** A part of a form that few need: closed until opened, and then as the person left it. */
export function FormSection({ name, title, mark, forcedOpen, children }: FormSectionProps) {
  const [chosen, setChosen] = useState(() => localStorage.getItem(stored(name)) === "open");
  const open = chosen || forcedOpen;
  return (
    <section className="rounded-lg border">
      <h3>
        <button
          type="button"
          aria-expanded={open}
          className="flex w-full items-center gap-2 rounded-lg px-3 py-2 text-left text-sm font-semibold hover:bg-hover/60"
          onClick={() => {
            localStorage.setItem(stored(name), open ? "closed" : "open");
            setChosen(!open);
          }}
        >
          <ChevronRight
            aria-hidden
            className={classes("size-4 text-muted transition-transform", open && "rotate-90")}
          />
          <span className="flex-1">{title}</span>
          {mark}
        </button>
      </h3>
      {open ? <div className="flex flex-col gap-4 border-t p-3">{children}</div> : null}
    </section>
  );
}
