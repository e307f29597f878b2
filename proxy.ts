import { type NextRequest, NextResponse } from "next/server";
import { contentSecurityPolicy } from "./app/_security/content-security-policy.ts";

/**
 * Gives every page its Content-Security-Policy. It stands here and not in next.config.ts because it is new with every
 * request (the nonce) and knows the broker's ports, which are chosen when Hato starts, not when it is built.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy({
    nonce,
    pageHost: request.nextUrl.hostname,
    env: process.env,
    development: process.env.NODE_ENV === "development",
  });
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = {
  matcher: ["/((?!api/|_next/static|_next/image|favicon.ico|icon.svg).*)"],
};
