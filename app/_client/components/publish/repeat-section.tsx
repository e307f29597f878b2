"use client";

import { CircleStop, Repeat2 } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../../../_ui/button.tsx";
import { Field } from "../../../_ui/field.tsx";
import { Input } from "../../../_ui/input.tsx";
import {
  REPEAT_COUNT_MAX,
  REPEAT_INTERVAL_MS_MAX,
  REPEAT_INTERVAL_MS_MIN,
  type RepeatState,
} from "../../publish/repeat.ts";
import { Disclosure } from "./disclosure.tsx";

interface RepeatSectionProps {
  readonly state: RepeatState | undefined;
  readonly online: boolean;
  readonly onStart: (intervalMs: number, count: number) => void;
  readonly onStop: () => void;
}

/** The message every so many milliseconds, so many times; how far it is, and a way to stop it. */
export function RepeatSection({ state, online, onStart, onStop }: RepeatSectionProps) {
  const t = useTranslations("publish.repeat");
  const format = useFormatter();
  const [intervalMs, setIntervalMs] = useState(1_000);
  const [count, setCount] = useState(10);
  const running = state !== undefined && state.ended === undefined;
  const valid =
    intervalMs >= REPEAT_INTERVAL_MS_MIN &&
    intervalMs <= REPEAT_INTERVAL_MS_MAX &&
    count >= 1 &&
    count <= REPEAT_COUNT_MAX;
  return (
    <>
      <Disclosure title={t("title")}>
        <div className="grid grid-cols-2 items-end gap-3">
          <Field name="repeatInterval" label={t("interval")}>
            {(control) => (
              <Input
                {...control}
                type="number"
                min={REPEAT_INTERVAL_MS_MIN}
                max={REPEAT_INTERVAL_MS_MAX}
                value={Number.isNaN(intervalMs) ? "" : intervalMs}
                onChange={(event) => setIntervalMs(event.target.valueAsNumber)}
              />
            )}
          </Field>
          <Field name="repeatCount" label={t("count")}>
            {(control) => (
              <Input
                {...control}
                type="number"
                min={1}
                max={REPEAT_COUNT_MAX}
                value={Number.isNaN(count) ? "" : count}
                onChange={(event) => setCount(event.target.valueAsNumber)}
              />
            )}
          </Field>
        </div>
        <p className={valid ? "text-xs text-muted" : "text-xs text-danger"}>
          {t("bounds", { min: REPEAT_INTERVAL_MS_MIN, max: REPEAT_COUNT_MAX })}
        </p>
        <Button
          size="sm"
          className="self-start"
          disabled={!online || !valid || running}
          onClick={() => onStart(intervalMs, count)}
        >
          <Repeat2 aria-hidden />
          {t("start")}
        </Button>
      </Disclosure>
      {state === undefined ? null : (
        <div className="flex items-center gap-3 rounded-md bg-sunken px-3 py-2 text-sm">
          <div className="flex min-w-0 flex-1 flex-col gap-1">
            <progress
              className="h-1.5 w-full accent-accent"
              aria-label={t("progress")}
              max={state.count}
              value={state.sent}
            />
            <p role="status" className="text-xs tabular-nums">
              {t(running ? (state.held ? "held" : "running") : `ended.${state.ended ?? "done"}`, {
                sent: format.number(state.sent),
                count: format.number(state.count),
              })}
            </p>
          </div>
          {running ? (
            <Button size="sm" variant="dangerQuiet" onClick={onStop}>
              <CircleStop aria-hidden />
              {t("stop")}
            </Button>
          ) : null}
        </div>
      )}
    </>
  );
}
