import { defineConfig } from "vitest/config"

/** Time zone and locale are fixed, so that a test means the same on every machine. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    env: { TZ: "UTC", LANG: "C.UTF-8" },
    // Only what hangs is meant to meet these: a busy machine may take its time, and a story waits for several things
    // in turn, each a minute at most, which then say what was missing.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    pool: "forks",
    // The stories mostly wait for processes of their own: one worker a core would leave the cores idle.
    maxWorkers: 3,
  },
})
