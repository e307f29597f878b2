import { useEffect, useRef, useState } from "react";
import { copyText } from "../_ui/copy-text.ts";
import { saveFile } from "../_values/save-file.ts";
import type { ExportFormat, ExportState } from "./message-export.ts";
import type { OrdinalRange } from "./message-view.ts";
import type { ClientCommand } from "./protocol.ts";

/** What came of the last export. */
export interface ExportOutcome {
  readonly kind: "saved" | "copied" | "notCopied";
  readonly count: number;
  readonly missed: number;
}

interface Pending {
  readonly id: number;
  /** Takes the text of an export that goes to the clipboard; a file is saved. */
  readonly copy: ((text: string) => void) | undefined;
}

let nextId = 1;

/** Has the worker write messages down, and hands the result to the clipboard or to the person's disk. */
export function useExport(exporting: ExportState | undefined, send: (command: ClientCommand) => void) {
  const pending = useRef<Pending>(undefined);
  const [outcome, setOutcome] = useState<ExportOutcome>();

  useEffect(() => {
    const wanted = pending.current;
    if (exporting?.file === undefined || exporting.id !== wanted?.id) return;
    pending.current = undefined;
    const { file, format, total, missed } = exporting;
    send({ type: "endExport" });
    if (wanted.copy !== undefined) {
      void file.text().then(wanted.copy);
    } else {
      // Colons are no part of a file's name on every system.
      const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
      saveFile(file, `messages-${time}.${format}`);
      setOutcome({ kind: "saved", count: total - missed, missed });
    }
  }, [exporting, send]);

  function start(format: ExportFormat, ranges: readonly OrdinalRange[] | "all", copy?: (text: string) => void) {
    const id = nextId++;
    pending.current = { id, copy };
    setOutcome(undefined);
    send({ type: "export", id, format, ranges });
  }

  return {
    /** Undefined until one is done, and once another begins. */
    outcome,
    progress: exporting?.file === undefined ? exporting : undefined,
    save: (format: ExportFormat, ranges: readonly OrdinalRange[] | "all") => start(format, ranges),
    /** As lines of JSON. */
    async copy(ranges: readonly OrdinalRange[] | "all", count: number): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<string>();
      const copied = copyText(promise);
      start("jsonl", ranges, resolve);
      setOutcome({ kind: (await copied) ? "copied" : "notCopied", count, missed: 0 });
    },
    cancel() {
      pending.current = undefined;
      send({ type: "endExport" });
    },
  };
}
