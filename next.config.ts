import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./app/_i18n/request.ts");

const config: NextConfig = {
  // Several checkouts or processes may build side by side (tests, development); each names its own folder.
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  // `npm run check` checks every type of the house; a start on somebody's machine need not, and has no test types.
  typescript: { ignoreBuildErrors: true },
  reactStrictMode: true,
  turbopack: {
    // MQTT.js carries UMD modules whose AMD branch, dead in a bundle, names it; Turbopack would have it resolved.
    resolveAlias: { "@babel/runtime/regenerator": "./app/_client/empty-module.ts" },
  },
  // Native modules and the database driver stay outside the bundle.
  serverExternalPackages: ["@node-rs/argon2", "postgres"],
  // What never changes; the Content-Security-Policy is made for each request in proxy.ts.
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "x-content-type-options", value: "nosniff" },
        { key: "referrer-policy", value: "strict-origin-when-cross-origin" },
        { key: "x-frame-options", value: "DENY" },
        { key: "permissions-policy", value: "camera=(), microphone=(), geolocation=(), payment=()" },
        { key: "cross-origin-opener-policy", value: "same-origin" },
      ],
    },
  ],
};

export default withNextIntl(config);
