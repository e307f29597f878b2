import { chmodSync, existsSync, mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { takeLock } from "./process-lock.ts";
import { StartError } from "./start-error.ts";

/** DATA_DIR, while it is this process's alone. */
export interface DataDirectory {
  readonly path: string;
  /** Lets the next Hato in. */
  release(): void;
}

/**
 * Makes the data directory if need be and claims it, so that no two brokers share one.
 * @throws StartError when it cannot be written or another Hato has it
 */
export function claimDataDirectory(directory: string): DataDirectory {
  const path = resolve(directory);
  try {
    if (!existsSync(path)) {
      mkdirSync(path, { recursive: true });
      // Root's database runs as another user, who must get through. Every secret in here has mode 0600 of its own.
      chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
    }
    if (!statSync(path).isDirectory()) throw new StartError(`DATA_DIR: ${path} is not a directory`);
    const lock = takeLock(join(path, "hato.pid"));
    if ("heldBy" in lock) {
      throw new StartError(
        `DATA_DIR: another Hato (process ${lock.heldBy}) works in ${path}: stop it, or set another DATA_DIR`,
      );
    }
    return { path, release: lock.release };
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw new StartError(
      `DATA_DIR: cannot write in ${path} (${code}): give this user the right to, or set DATA_DIR to another directory`,
      { cause },
    );
  }
}
