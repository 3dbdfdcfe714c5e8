#!/usr/bin/env node
// Start here to run: `watchpost <command>`. The floor is checked before any TypeScript is read.
import "./lib/node-floor.js"
import "./lib/compile-cache.js"

// A reader that has seen enough (`watchpost scan … | head`) is no mistake.
process.stdout.on("error", (error) => {
  if ("code" in error && error.code === "EPIPE") process.exit(0)
  throw error
})

// Before the program is read: a heap that has grown doesn't shrink again.
const { keepHeapLean } = await import("./lib/lean-heap.ts")
keepHeapLean()

const { runProgram } = await import("./cli/program.ts")
process.exitCode = await runProgram(process.argv.slice(2))
