import { Skeleton } from "../../../../_ui/skeleton.tsx";

/** The form's own layout in grey. */
export default function Loading() {
  return (
    <div aria-busy className="flex flex-col gap-6">
      <Skeleton className="h-6 w-40" />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex flex-col gap-5">
          <Skeleton className="h-14" />
          <Skeleton className="h-32" />
          <Skeleton className="h-14" />
        </div>
        <Skeleton className="h-44 rounded-lg" />
      </div>
    </div>
  );
}
