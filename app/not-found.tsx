import { Lost } from "./_shell/lost.tsx";

export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col">
      <Lost />
    </main>
  );
}
