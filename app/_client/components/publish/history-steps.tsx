"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../../../_ui/button.tsx";

interface HistoryStepsProps {
  /** Undefined while something new is written. */
  readonly place: number | undefined;
  readonly count: number;
  readonly onWalk: (direction: -1 | 1) => void;
}

/** ◀ n/m ▶ through the payloads that were published, the newest last. */
export function HistorySteps({ place, count, onWalk }: HistoryStepsProps) {
  const t = useTranslations("publish.history");
  if (count === 0) return null;
  return (
    <span className="flex items-center text-xs text-muted tabular-nums">
      <Button
        variant="quiet"
        size="iconSm"
        aria-label={t("back")}
        disabled={place === count - 1}
        onClick={() => onWalk(-1)}
      >
        <ChevronLeft aria-hidden />
      </Button>
      {place === undefined ? count : `${count - place}/${count}`}
      <Button
        variant="quiet"
        size="iconSm"
        aria-label={t("forward")}
        disabled={place === undefined}
        onClick={() => onWalk(1)}
      >
        <ChevronRight aria-hidden />
      </Button>
    </span>
  );
}
