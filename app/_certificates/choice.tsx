"use client";

import type { ReactNode } from "react";
import { classes } from "../_ui/classes.ts";

interface ChoiceProps {
  readonly name: string;
  readonly checked: boolean;
  readonly onChoose: () => void;
  readonly title: ReactNode;
  readonly text: ReactNode;
  readonly disabled?: boolean;
}

/** One of a few ways, with what it means. */
export function Choice({ name, checked, onChoose, title, text, disabled = false }: ChoiceProps) {
  return (
    <label
      className={classes(
        "flex items-start gap-2.5 rounded-md border border-transparent px-2 py-1.5 has-checked:border-line has-checked:bg-sunken",
        disabled ? "cursor-not-allowed" : "cursor-pointer hover:bg-hover",
      )}
    >
      <input
        type="radio"
        name={name}
        checked={checked}
        disabled={disabled}
        onChange={onChoose}
        className="mt-1 accent-accent"
      />
      <span className={classes("text-sm", disabled && "text-muted")}>
        {title}
        <span className="block text-xs text-muted">{text}</span>
      </span>
    </label>
  );
}
