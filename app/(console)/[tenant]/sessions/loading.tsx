import { ListSkeleton } from "../../../_ui/list-skeleton.tsx";

export default function Loading() {
  return <ListSkeleton />;
}
