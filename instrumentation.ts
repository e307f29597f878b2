/** Next.js calls this once when the console's process starts: jobs go on where they stood. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { runJobs } = await import("./app/_services/jobs/runner.ts");
  runJobs();
}
