# One image, three ways to run it: everything (the default, with its own PostgreSQL in /data), the broker alone
# (--without-console), the console alone (entrypoint `node server/console/serve.ts`). See docker-compose.yml.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN node server/build.ts && npm prune --omit=dev

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    NEXT_TELEMETRY_DISABLED=1 \
    DATA_DIR=/data
WORKDIR /app
# PostgreSQL wants a user with a name. The application is root's, so that a hole in it cannot change it.
RUN groupadd --system hato \
  && useradd --system --gid hato --home-dir /data --shell /usr/sbin/nologin hato \
  && install -d -o hato -g hato -m 0700 /data
COPY --from=build /app /app
RUN install -d -o hato -g hato /app/.next/cache && chown -R hato:hato /app/.next/cache
USER hato
VOLUME /data
EXPOSE 1883 8883 8083 8084 18083
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.CONTROL_PORT || 18084}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=16", "server/main.ts"]
