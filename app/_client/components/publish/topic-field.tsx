"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { type Ref, useState } from "react";
import { Badge } from "../../../_ui/badge.tsx";
import { Button } from "../../../_ui/button.tsx";
import { Field } from "../../../_ui/field.tsx";
import { Input } from "../../../_ui/input.tsx";
import { Menu, MenuItem } from "../../../_ui/menu.tsx";
import type { PastTopic } from "../../publish/history.ts";

interface TopicFieldProps {
  readonly ref: Ref<HTMLInputElement>;
  readonly value: string;
  readonly past: readonly PastTopic[];
  readonly error: string | undefined;
  readonly onChange: (topic: string) => void;
  readonly onPick: (past: PastTopic) => void;
}

/** Where a message goes, and where messages went before, each with the QoS and retain it had. */
export function TopicField({ ref, value, past, error, onChange, onPick }: TopicFieldProps) {
  const t = useTranslations("publish");
  const [open, setOpen] = useState(false);
  return (
    <Field name="topic" label={t("topic")} error={error}>
      {(control) => (
        <span className="relative">
          <Input
            {...control}
            ref={ref}
            className="pr-8 font-mono"
            value={value}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
          />
          <Menu
            open={open}
            onOpenChange={setOpen}
            className="max-h-72 max-w-[calc(100vw-2rem)] overflow-y-auto"
            trigger={
              <Button
                variant="quiet"
                size="iconSm"
                className="absolute top-0.5 right-0.5"
                aria-label={t("pastTopics")}
                disabled={past.length === 0}
              >
                <ChevronDown aria-hidden />
              </Button>
            }
          >
            {past.map((each) => (
              <MenuItem key={each.topic} onClick={() => onPick(each)}>
                <span className="min-w-0 flex-1 truncate font-mono">{each.topic}</span>
                <span className="text-xs text-muted">{`QoS ${each.qos}`}</span>
                {each.retain ? <Badge>{t("retain")}</Badge> : null}
              </MenuItem>
            ))}
          </Menu>
        </span>
      )}
    </Field>
  );
}
