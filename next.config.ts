import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./app/_i18n/request.ts");

const config: NextConfig = {
  // Several checkouts or processes may build side by side (tests, development); each names its own folder.
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  // Native modules and the database driver stay outside the bundle.
  serverExternalPackages: ["@node-rs/argon2", "postgres"],
};

export default withNextIntl(config);
