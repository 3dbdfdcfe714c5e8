import { defineConfig } from "vitest/config"

/** Time zone and locale are fixed, so that a test means the same on every machine. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    env: { TZ: "UTC", LANG: "C.UTF-8" },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: "forks",
  },
})
