/**
 * Completes package-lock.json after `npm install`: `npm run lock`.
 *
 * Packages with native code name one optional package per platform. When npm's registry cannot show it one of those (a
 * mirror that lags behind, a build that is not published yet), `npm install` leaves the entry out of the lock without a
 * word, and `npm ci` then refuses the lock on every machine. This adds the missing entries: the version the parent
 * asks for, and the platform that the name tells, which is all that npm needs to pass over them where they do not fit.
 */
import { readFileSync, writeFileSync } from "node:fs";

interface Entry {
  version?: string;
  cpu?: string[];
  dev?: boolean;
  libc?: string[];
  optional?: boolean;
  os?: string[];
  optionalDependencies?: Record<string, string>;
}

type Packages = Record<string, Entry>;

const CPUS = ["arm64", "x64", "ia32", "ppc64", "s390x", "riscv64", "loong64", "mips64el", "wasm32", "arm"];
const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];

/** The optional packages that some package asks for and the lock does not hold, as entries by their place. */
export function missingEntries(packages: Packages): Packages {
  const missing: Packages = {};
  for (const [place, parent] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(parent.optionalDependencies ?? {})) {
      if (!isLocked(packages, place, name)) missing[`node_modules/${name}`] = entryOf(name, range, parent.dev === true);
    }
  }
  return missing;
}

/** Looks where Node would look: beside the parent's own packages, then in each folder above. */
function isLocked(packages: Packages, place: string, name: string): boolean {
  for (let folder = place; ; ) {
    if (`${folder === "" ? "" : `${folder}/`}node_modules/${name}` in packages) return true;
    if (folder === "") return false;
    const above = folder.lastIndexOf("/node_modules/");
    folder = above < 0 ? "" : folder.slice(0, above);
  }
}

function entryOf(name: string, range: string, dev: boolean): Entry {
  const words = (name.split("/").at(-1) ?? name).split("-");
  const cpu = CPUS.find((each) => words.includes(each));
  const system = SYSTEMS.find((each) => words.includes(each));
  return {
    version: range.replace(/^[\^~]/, ""),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(dev ? { dev } : {}),
    ...(words.includes("musl") ? { libc: ["musl"] } : {}),
    optional: true,
    ...(system === undefined || cpu === "wasm32" ? {} : { os: [system] }),
  };
}

if (import.meta.main) {
  const file = new URL("../package-lock.json", import.meta.url);
  const lock = JSON.parse(readFileSync(file, "utf8")) as { packages: Packages };
  const missing = missingEntries(lock.packages);
  const all = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => (a < b ? -1 : 1));
  lock.packages = Object.fromEntries(all);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  process.stderr.write(`package-lock.json: ${Object.keys(missing).length} entries added\n`);
}
