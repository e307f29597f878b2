import { Skeleton } from "../../../_ui/skeleton.tsx";

/** The page's own layout in grey: the question, and beside it the answer. */
export default function Loading() {
  return (
    <div aria-busy className="flex flex-col gap-6">
      <Skeleton className="h-6 w-28" />
      <div className="grid items-start gap-6 lg:grid-cols-[20rem_minmax(0,1fr)]">
        <Skeleton className="h-96 rounded-lg" />
        <div className="flex flex-col gap-4">
          <Skeleton className="h-9" />
          <Skeleton className="h-64 rounded-lg" />
        </div>
      </div>
    </div>
  );
}
