import { authorityPem } from "../../../_connect/addresses.ts";
import { AUTHORITY_FILE } from "../../../_connect/placeholders.ts";

/** The certificate authority that signed the broker's certificate. Public by nature: devices need it before they can sign in. */
export async function GET(): Promise<Response> {
  const pem = await authorityPem();
  if (pem === undefined) return new Response(null, { status: 404 });
  return new Response(pem, {
    headers: {
      "content-type": "application/x-pem-file",
      "content-disposition": `attachment; filename="${AUTHORITY_FILE}"`,
      "cache-control": "no-cache",
    },
  });
}
