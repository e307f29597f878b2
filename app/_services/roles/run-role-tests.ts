import { type AccessTest, type AccessTestResult, runAccessTests } from "#core/access-test.ts";
import type { RuleLine } from "#core/acl.ts";
import type { Orm } from "#db/client.ts";
import { listDevicesById } from "#db/queries/devices.ts";
import { ApiError } from "../errors.ts";

/** What these rules answer to the tests, with the devices that they name as they are now. */
export async function runRoleTests(
  orm: Orm,
  tenantId: string,
  { name, rules, tests }: { name: string; rules: readonly RuleLine[]; tests: readonly AccessTest[] },
): Promise<AccessTestResult[]> {
  const ids = tests.flatMap(({ as }) => (as.kind === "device" ? [as.deviceId] : []));
  const devices = await listDevicesById(orm, tenantId, [...new Set(ids)]);
  return runAccessTests(name, rules, tests, new Map(devices.map((device) => [device.id, device])));
}

/**
 * Refuses rules that answer otherwise than the role's tests expect.
 * @throws ApiError conflict, naming each test that fails
 */
export async function requireTestsPass(
  orm: Orm,
  tenantId: string,
  role: { name: string; rules: readonly RuleLine[]; tests: readonly AccessTest[] },
): Promise<void> {
  const results = await runRoleTests(orm, tenantId, role);
  const issues = results.flatMap((result, index) =>
    result.passed ? [] : [{ path: ["tests", index], code: "test_failed", message: messageOf(result) }],
  );
  if (issues.length === 0) return;
  throw new ApiError("conflict", `${issues.length} of ${results.length} access tests of this role fail.`, { issues });
}

function messageOf({ test, verdict }: AccessTestResult): string {
  if (verdict === undefined) return `${test.name}: the device that it names is gone`;
  const { deciding } = verdict;
  const answer = `${verdict.allowed ? "allowed" : "denied"} by ${deciding === undefined ? "default" : `rule ${deciding.position}`}`;
  return `${test.name}: expected ${test.expected}, ${answer}`;
}
