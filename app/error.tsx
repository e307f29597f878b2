"use client";

import { Broken } from "./_shell/broken.tsx";

export default function ErrorPage({
  error,
  retry,
}: {
  readonly error: Error & { digest?: string };
  readonly retry: () => void;
}) {
  return (
    <main className="flex min-h-dvh flex-col">
      <Broken digest={error.digest} retry={retry} />
    </main>
  );
}
