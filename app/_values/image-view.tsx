"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "../_ui/button.tsx";
import type { ImageInfo } from "./image-type.ts";

/** Pixels that a picture may have to be drawn unasked; more is what somebody sends to fill a browser's memory. */
const PIXELS_MAX = 40_000_000;

interface ImageViewProps {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly info: ImageInfo;
}

/** A payload that is a picture, as one: from a blob, in an `<img>`, where nothing in it can run or load anything. */
export function ImageView({ bytes, info }: ImageViewProps) {
  const t = useTranslations("values");
  const { type, width, height } = info;
  const huge = (width ?? 0) * (height ?? 0) > PIXELS_MAX;
  const [wanted, setWanted] = useState<Uint8Array>();
  const [broken, setBroken] = useState<Uint8Array>();
  const url = useBlobUrl(bytes, type);
  const size = width === undefined || height === undefined ? type : `${type} · ${width} × ${height}`;
  return (
    <figure className="flex flex-col items-start gap-2">
      {huge && wanted !== bytes ? (
        <div className="flex flex-wrap items-center gap-3 text-sm text-muted">
          {t("hugeImage")}
          <Button size="sm" onClick={() => setWanted(bytes)}>
            {t("drawAnyway")}
          </Button>
        </div>
      ) : broken === bytes ? (
        <p className="text-sm text-warn">{t("brokenImage")}</p>
      ) : url === undefined ? null : (
        // biome-ignore lint/performance/noImgElement: a blob of this page is nothing that a server could resize
        <img
          src={url}
          alt={t("imageAlt", { size })}
          onError={() => setBroken(bytes)}
          className="max-h-80 max-w-full rounded-sm border bg-[repeating-conic-gradient(var(--sunken)_0_25%,var(--surface)_0_50%)] bg-[length:16px_16px] object-contain"
        />
      )}
      <figcaption className="font-mono text-xs text-muted">{size}</figcaption>
    </figure>
  );
}

function useBlobUrl(bytes: Uint8Array<ArrayBuffer>, type: string): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  return url;
}
