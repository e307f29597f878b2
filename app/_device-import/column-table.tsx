"use client";

import { useTranslations } from "next-intl";
import { Card, CardBody, CardHeader } from "../_ui/card.tsx";
import { Field } from "../_ui/field.tsx";
import { Select } from "../_ui/input.tsx";
import { Td, Th, Tr } from "../_ui/table.tsx";
import type { ColumnUse, CsvPreview } from "./csv-preview.ts";
import type { OnExisting } from "./import-wizard.tsx";

interface ColumnTableProps {
  readonly preview: CsvPreview;
  readonly uses: readonly ColumnUse[];
  readonly onUses: (uses: readonly ColumnUse[]) => void;
  readonly onExisting: OnExisting;
  readonly onOnExisting: (value: OnExisting) => void;
}

const USES = ["ignore", "name", "description", "roles", "label"] as const;
const EXISTING = ["update", "skip", "error"] as const;

/** The file's first rows, and what each of its columns is. */
export function ColumnTable({ preview, uses, onUses, onExisting, onOnExisting }: ColumnTableProps) {
  const t = useTranslations("deviceImport.columns");
  /** Of what there can be one only, the former gives way. */
  const set = (column: number, use: ColumnUse) =>
    onUses(
      uses.map((former, index) => {
        if (index === column) return use;
        return former === use && use !== "label" && use !== "ignore" ? "ignore" : former;
      }),
    );
  return (
    <Card aria-labelledby="columns">
      <CardHeader id="columns" title={t("title")} description={t("text")} />
      <div className="overflow-x-auto">
        <table className="w-full border-collapse text-sm">
          <thead>
            <tr>
              {preview.header.map((name, index) => (
                <Th key={name} className="h-auto min-w-40 py-2">
                  <span className="mb-1.5 block font-mono text-ink">{name}</span>
                  <Select
                    aria-label={t("use", { column: name })}
                    value={uses[index] ?? "ignore"}
                    onChange={(event) => {
                      const use = USES.find((each) => each === event.target.value);
                      if (use !== undefined) set(index, use);
                    }}
                  >
                    {USES.map((use) => (
                      <option key={use} value={use}>
                        {t(`uses.${use}`)}
                      </option>
                    ))}
                  </Select>
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((cells) => (
              <Tr key={cells.join("\u0000")}>
                {preview.header.map((name, index) => (
                  <Td key={name} className="max-w-56 truncate font-mono text-xs text-muted">
                    {cells[index] ?? ""}
                  </Td>
                ))}
              </Tr>
            ))}
          </tbody>
        </table>
      </div>
      <CardBody className="border-t">
        <Field name="onExisting" label={t("onExisting")} className="max-w-sm">
          {(control) => (
            <Select
              {...control}
              value={onExisting}
              onChange={(event) => {
                const value = EXISTING.find((each) => each === event.target.value);
                if (value !== undefined) onOnExisting(value);
              }}
            >
              {EXISTING.map((value) => (
                <option key={value} value={value}>
                  {t(`existing.${value}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </CardBody>
    </Card>
  );
}
