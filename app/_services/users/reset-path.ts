/** Where a person chooses a new password with this token. */
export function resetPath(token: string): string {
  return `/sign-in/reset/${token}`;
}
