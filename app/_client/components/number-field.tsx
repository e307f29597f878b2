"use client";

import { type ReactNode, useState } from "react";
import { Field } from "../../_ui/field.tsx";
import { Input } from "../../_ui/input.tsx";

interface NumberFieldProps {
  readonly name: string;
  readonly label: ReactNode;
  readonly value: number | undefined;
  /** NaN where what stands there is no number, or nothing though something must; undefined where nothing need. */
  readonly onChange: (value: number | undefined) => void;
  readonly required?: boolean;
  readonly error: string | undefined;
  readonly unit?: string;
  readonly hint?: ReactNode;
  /** What holds while nothing is entered. */
  readonly placeholder?: string;
}

/** A whole number that is typed: as it stands, also while it is wrong. */
export function NumberField(props: NumberFieldProps) {
  const { name, label, value, onChange, required = false, error, unit, hint, placeholder } = props;
  const [typed, setTyped] = useState(String(value ?? ""));
  // Another profile may have been put into the form meanwhile.
  const [told, setTold] = useState(value);
  if (!Object.is(told, value)) {
    setTold(value);
    setTyped(String(value ?? ""));
  }
  return (
    <Field name={name} label={label} aside={unit} error={error} hint={hint}>
      {(control) => (
        <Input
          {...control}
          inputMode="numeric"
          autoComplete="off"
          placeholder={placeholder}
          value={typed}
          onChange={(event) => {
            const text = event.target.value;
            const next = text.trim() === "" ? (required ? Number.NaN : undefined) : Number(text);
            setTyped(text);
            setTold(next);
            onChange(next);
          }}
        />
      )}
    </Field>
  );
}
