import { defineConfig } from "vitest/config"

/** Time zone and locale are fixed, so that a test means the same on every machine. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    env: { TZ: "UTC", LANG: "C.UTF-8" },
    // Only what hangs is meant to meet these: a busy machine may take its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    pool: "forks",
    // The stories mostly wait for processes of their own: one worker a core would leave the cores idle.
    maxWorkers: 3,
  },
})
