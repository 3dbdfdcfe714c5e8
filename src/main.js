#!/usr/bin/env node
// Start here to run: `watchpost <command>`. The floor is checked before any TypeScript is read.
import "./lib/node-floor.js"

// A reader that has seen enough (`watchpost scan … | head`) is no mistake.
process.stdout.on("error", (error) => {
  if ("code" in error && error.code === "EPIPE") process.exit(0)
  throw error
})

const { runProgram } = await import("./cli/program.ts")
process.exitCode = await runProgram(process.argv.slice(2))
