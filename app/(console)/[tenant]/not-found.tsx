import { Lost } from "../../_shell/lost.tsx";

/** Inside the shell, so that the way to other pages stays. */
export default function NotFound() {
  return <Lost />;
}
