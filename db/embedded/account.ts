import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * PostgreSQL refuses to run as root, so a Hato started by root runs its database as another account. A Hato started
 * by an ordinary user runs it as that user.
 */

/** Whom a process of the database runs as; undefined means "as ourselves". */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The account that is made when there is none. */
const OWN_ACCOUNT = "hato";
/** Asked in this order when no account can be made (no useradd, /etc read-only). */
const STAND_INS = ["postgres", "nobody"];
/** shadow-utils, then BusyBox (Alpine). */
const ADD_COMMANDS = [
  ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/bin/false"],
  ["adduser", "-S", "-D", "-H", "-h", "/nonexistent", "-s", "/bin/false"],
];

/**
 * Finds the account for a new cluster, making it if need be.
 * @returns undefined when this process is not root
 */
export function databaseAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const own = findAccount(OWN_ACCOUNT);
  if (own !== undefined) return own;
  for (const [command = "", ...options] of ADD_COMMANDS) {
    if (spawnSync(command, [...options, OWN_ACCOUNT], { stdio: "ignore" }).status === 0) break;
  }
  for (const name of [OWN_ACCOUNT, ...STAND_INS]) {
    const account = findAccount(name);
    if (account !== undefined) return account;
  }
  throw new Error(
    `PostgreSQL does not run as root, and no user could be made for it: add a user "${OWN_ACCOUNT}", start Hato as an ordinary user, or set DATABASE_URL`,
  );
}

/** The account of this user id, for a cluster that exists already: its owner runs it. */
export function accountOfOwner(uid: number, gid: number): Account | undefined {
  return process.getuid?.() === 0 && uid !== 0 ? { name: String(uid), uid, gid } : undefined;
}

/** Whether the account may enter this directory, or run this file: the kernel's own answer, parents and ACLs included. */
export function canEnter(account: Account | undefined, path: string): boolean {
  return (
    spawnSync("/bin/sh", ["-c", 'test -x "$1"', "sh", path], { ...asAccount(account), stdio: "ignore" }).status === 0
  );
}

/** Spawn options that make a child run as the account, from a directory that everybody may enter. */
export function asAccount(account: Account | undefined): { cwd: string; uid?: number; gid?: number } {
  return account === undefined ? { cwd: "/" } : { cwd: "/", uid: account.uid, gid: account.gid };
}

function findAccount(name: string): Account | undefined {
  for (const line of readFileSync("/etc/passwd", "utf8").split("\n")) {
    const [entry, , uid, gid] = line.split(":");
    if (entry === name && Number(uid) !== 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}
