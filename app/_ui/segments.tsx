"use client";

import { type ReactNode, useId } from "react";
import { classes } from "./classes.ts";

interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly options: readonly { readonly value: T; readonly label: ReactNode }[];
  readonly className?: string;
}

/** One choice of a few, all in sight: radio buttons that look like one bar. */
export function Segments<T extends string>({ label, value, onChange, options, className }: SegmentsProps<T>) {
  const name = useId();
  return (
    <fieldset className={classes("inline-flex rounded-md border border-line-control/50 bg-sunken p-0.5", className)}>
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="relative inline-flex h-6 cursor-pointer items-center rounded-sm px-2 text-xs text-muted select-none hover:text-ink has-checked:bg-surface has-checked:font-medium has-checked:text-ink has-checked:shadow-card has-focus-visible:outline-2 has-focus-visible:outline-ring"
        >
          <input
            type="radio"
            name={name}
            className="absolute inset-0 cursor-pointer appearance-none opacity-0"
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
