"use client";

import { Broken } from "./_shell/broken.tsx";

export default function ErrorPage({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string };
  readonly reset: () => void;
}) {
  return (
    <main className="flex min-h-dvh flex-col">
      <Broken digest={error.digest} retry={reset} />
    </main>
  );
}
