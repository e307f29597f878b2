"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useReadAgainAfterJobs } from "../_jobs/use-read-again-after-jobs.ts";
import type { DeviceFilterText, DeviceView } from "../_services/devices/device.ts";
import type { Page } from "../_services/page.ts";
import { useHotkey } from "../_ui/hotkey.ts";
import { Checkbox } from "../_ui/input.tsx";
import { Th } from "../_ui/table.tsx";
import { useInBrowser } from "../_ui/use-in-browser.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { COLUMN_CLASSES, COLUMNS, type Column } from "./columns.ts";
import { ColumnsMenu } from "./columns-menu.tsx";
import { DeviceRow, ROW_HEIGHT } from "./device-row.tsx";
import { isNarrowed } from "./filter-names.ts";
import { allOf, chosenOf, none, type Selection, sizeOf, toggled, toggledRange } from "./selection.ts";
import { useDevicePages } from "./use-device-pages.ts";
import { ViewsMenu } from "./views-menu.tsx";

interface DeviceListProps {
  readonly tenantSlug: string;
  readonly filter: DeviceFilterText;
  readonly first: Page<DeviceView>;
  /** How many the filter finds; counted up to a bound. */
  readonly total: number;
  readonly mayWrite: boolean;
  readonly roleNames: readonly string[];
  /** As the browser's cookie says. */
  readonly columns: readonly Column[];
}

const FIRST_ROWS = 20;
/** Rows that are asked for before the last one comes into sight. */
const AHEAD_ROWS = 30;

/**
 * Devices as far as one scrolls, only those in sight in the document. Status cells change in place; rows never move
 * under the pointer.
 */
export function DeviceList(props: DeviceListProps) {
  const { tenantSlug, filter, first, total, mayWrite, roleNames } = props;
  const t = useTranslations("devices");
  const { devices, complete, more } = useDevicePages(tenantSlug, filter, first);
  const [columns, setColumns] = useState(props.columns);
  const [selection, setSelection] = useState<Selection>(none);
  const [current, setCurrent] = useState(-1);
  const table = useRef<HTMLTableElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  const rows = useWindowVirtualizer({
    count: devices.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollMargin,
  });
  useEffect(() => {
    // Whoever scrolled before the page woke up, or came back to where they were, is not at the top.
    setScrollMargin((table.current?.tBodies[0]?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, []);
  const inBrowser = useInBrowser();
  const visible = inBrowser ? rows.getVirtualItems() : firstRows(devices.length, scrollMargin);
  const firstRow = visible[0];
  const lastRow = visible.at(-1);
  const lastIndex = lastRow?.index ?? 0;
  const loadMore = useEffectEvent(more);
  useEffect(() => {
    if (!complete && lastIndex >= devices.length - AHEAD_ROWS) loadMore();
  }, [complete, lastIndex, devices.length]);
  useReadAgainAfterJobs("devices.");

  /** The row that shall have the focus once it is drawn: where one scrolled far away, that takes a moment. */
  const wanted = useRef<number>(undefined);
  const go = (index: number) => {
    const next = Math.max(0, Math.min(devices.length - 1, index));
    wanted.current = next;
    setCurrent(next);
    rows.scrollToIndex(next);
  };
  useEffect(() => {
    if (wanted.current === undefined) return;
    const link = table.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"] a`);
    if (link == null) return;
    wanted.current = undefined;
    link.focus({ preventScroll: true });
  });
  useHotkey("j", () => go(current + 1), t("keys.next"));
  useHotkey("k", () => go(current - 1), t("keys.previous"));
  useHotkey("x", () => choose(devices[current], false), mayWrite ? t("keys.choose") : undefined);
  const [anchor, setAnchor] = useState<string>();
  const choose = (device: DeviceView | undefined, range: boolean) => {
    if (device === undefined || !mayWrite) return;
    setSelection((before) =>
      range && anchor !== undefined ? toggledRange(before, devices, anchor, device.id) : toggled(before, device.id),
    );
    setAnchor(device.id);
  };
  const every = devices.length > 0 && devices.every(({ id }) => selection.all || selection.ids.has(id));
  const some = !every && (selection.all || selection.ids.size > 0);

  return (
    <>
      <div className="-mb-2 flex justify-end gap-1">
        <ViewsMenu tenantSlug={tenantSlug} narrowed={isNarrowed(filter)} />
        <ColumnsMenu columns={columns} onChange={setColumns} />
      </div>
      <div className="overflow-x-clip rounded-lg border bg-surface shadow-card">
        <table
          ref={table}
          className="w-full table-fixed border-collapse text-sm"
          aria-rowcount={complete ? devices.length + 1 : -1}
        >
          <thead className="sticky top-12 z-10">
            <tr aria-rowindex={1}>
              {mayWrite ? (
                <Th className="w-10 pr-0">
                  <Checkbox
                    aria-label={t("choose.page")}
                    checked={every}
                    ref={(box) => {
                      if (box !== null) box.indeterminate = some;
                    }}
                    onChange={() => setSelection(every ? none : allOf(devices))}
                  />
                </Th>
              ) : null}
              <Th>{t("columns.name")}</Th>
              <Th className="w-36 sm:w-44">{t("columns.status")}</Th>
              {COLUMNS.filter((column) => columns.includes(column)).map((column) => (
                <Th key={column} className={COLUMN_CLASSES[column]}>
                  {t(`columns.${column}`)}
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Spacer height={(firstRow?.start ?? scrollMargin) - scrollMargin} />
            {visible.map(({ index }) => {
              const device = devices[index];
              return device === undefined ? null : (
                <DeviceRow
                  key={device.id}
                  index={index}
                  tenantSlug={tenantSlug}
                  device={device}
                  columns={columns}
                  chosen={mayWrite ? selection.all || selection.ids.has(device.id) : undefined}
                  onChoose={(range) => choose(device, range)}
                />
              );
            })}
            <Spacer height={rows.getTotalSize() - ((lastRow?.end ?? scrollMargin) - scrollMargin)} />
          </tbody>
        </table>
      </div>
      <p className="text-xs text-muted" role="status">
        {complete ? t("shown.all", { count: devices.length }) : t("shown.some", { count: devices.length })}
      </p>
      {sizeOf(selection, total) === 0 ? null : (
        <BulkBar
          tenantSlug={tenantSlug}
          count={sizeOf(selection, total)}
          chosen={chosenOf(selection, filter)}
          roleNames={roleNames}
          more={every && !selection.all && total > devices.length ? total : undefined}
          onAll={() => setSelection({ all: true, ids: new Set() })}
          onClear={() => setSelection(none)}
        />
      )}
    </>
  );
}

/** What the server draws, which knows no window, and the browser at first, so that both agree. */
function firstRows(count: number, scrollMargin: number) {
  return Array.from({ length: Math.min(FIRST_ROWS, count) }, (_, index) => ({
    index,
    start: scrollMargin + index * ROW_HEIGHT,
    end: scrollMargin + (index + 1) * ROW_HEIGHT,
  }));
}

/** Stands for the rows that are not drawn. */
function Spacer({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden style={{ height }}>
      <td />
    </tr>
  );
}
