"use client";

import { Broken } from "../../_shell/broken.tsx";

/** Inside the shell, so that the way to other pages stays. */
export default function ErrorPage({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string };
  readonly reset: () => void;
}) {
  return <Broken digest={error.digest} retry={reset} />;
}
