# The first stage builds the program; the second contains only what it needs to run.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts scripts
COPY openapi openapi
COPY fixtures fixtures
COPY schemas schemas
COPY src src
# without the declarations, which only the package needs
RUN node scripts/build.js && npm prune --omit=dev --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production JOBDOUBLE_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY openapi openapi
COPY fixtures fixtures
COPY docs docs
ENV NODE_COMPILE_CACHE=/app/compile-cache
RUN install --directory --owner node "$NODE_COMPILE_CACHE"
USER node
# one start and stop fills the cache, so that no container compiles the program again
RUN node dist/cli.js --port 0 & sleep 5 && kill $! && wait $!
EXPOSE 5627
# without --start-interval, because builders from before 2024 reject a file that has it; compose.yaml sets it
HEALTHCHECK --interval=2s --timeout=3s --start-period=10s CMD ["node", "dist/cli.js", "healthcheck"]
ENTRYPOINT ["node", "dist/cli.js"]
