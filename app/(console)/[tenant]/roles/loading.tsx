import { Skeleton } from "../../../_ui/skeleton.tsx";

const ROWS = ["w-24", "w-32", "w-28", "w-36"];

/** The list's own layout in grey. */
export default function Loading() {
  return (
    <div aria-busy className="flex flex-col gap-6">
      <div className="flex flex-col gap-4">
        <div className="flex items-center justify-between">
          <Skeleton className="h-6 w-36" />
          <Skeleton className="h-8 w-28" />
        </div>
        <div className="flex h-9 gap-4 border-b">
          <Skeleton className="h-4 w-12" />
          <Skeleton className="h-4 w-14" />
        </div>
      </div>
      <div className="rounded-lg border bg-surface">
        <div className="h-9 rounded-t-lg border-b bg-sunken" />
        {ROWS.map((width) => (
          <div key={width} className="flex h-13 items-center gap-10 border-b px-3 last:border-b-0">
            <Skeleton className={`h-3.5 ${width}`} />
            <Skeleton className="ml-auto h-3.5 w-24" />
          </div>
        ))}
      </div>
    </div>
  );
}
