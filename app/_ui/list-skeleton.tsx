import { Skeleton } from "./skeleton.tsx";

const ROWS = ["w-32", "w-44", "w-28", "w-40", "w-36", "w-24"];

/** A page that is a list, with its filters, in grey. */
export function ListSkeleton() {
  return (
    <div aria-busy className="flex flex-col gap-6">
      <Skeleton className="h-6 w-28" />
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap gap-3">
          <Skeleton className="h-8 w-72 max-w-full" />
          <Skeleton className="h-8 w-48" />
        </div>
        <div className="rounded-lg border bg-surface">
          <div className="h-9 rounded-t-lg border-b bg-sunken" />
          {ROWS.map((width) => (
            <div key={width} className="flex h-12 items-center gap-10 border-b px-3 last:border-b-0">
              <Skeleton className={`h-3.5 ${width}`} />
              <Skeleton className="ml-auto h-3.5 w-24" />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
