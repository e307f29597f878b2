import { existsSync } from "node:fs";

/** The Chromium that this machine has, if any. */
export function machinesChromium(): string | undefined {
  const paths = [
    process.env.CHROMIUM_PATH,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome-stable",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ];
  return paths.find((path) => path !== undefined && existsSync(path));
}
