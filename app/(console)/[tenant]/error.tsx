"use client";

import { Broken } from "../../_shell/broken.tsx";

/** Inside the shell, so that the way to other pages stays. */
export default function ErrorPage({
  error,
  retry,
}: {
  readonly error: Error & { digest?: string };
  readonly retry: () => void;
}) {
  return <Broken digest={error.digest} retry={retry} />;
}
