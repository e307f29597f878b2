import { testToken } from "../../_services/token-issuers/test-token.ts";
import { testTokenInput, tokenTestView } from "../../_services/token-issuers/token-test.ts";
import { exampleTokenTest } from "../examples/device-sign-in.ts";
import { operation } from "../operation.ts";

export const testTokenOperation = operation({
  method: "POST",
  path: "/token-issuers/test",
  id: "testToken",
  tag: "Token issuers",
  summary: "Test a token",
  description:
    "What would become of a device that shows this token: whose it is, for which device, and the exact reason if it would be refused. The token is neither logged nor kept.",
  permission: "settings.write",
  body: testTokenInput,
  success: { status: 200, description: "What the broker would say.", schema: tokenTestView },
  errors: [],
  example: {
    body: { token: "eyJhbGciOiJFUzI1NiIsImtpZCI6IjIwMjYtMTEifQ.eyJpc3MiOiJodHRwczov….MEUCIQD…" },
    result: exampleTokenTest,
  },
  run: async ({ actor, body }) => ({ body: await testToken(actor, body) }),
});
