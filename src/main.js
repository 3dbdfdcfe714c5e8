#!/usr/bin/env node
// Start here to run: `watchpost <command>`. The floor is checked before any TypeScript is read.
import "./lib/node-floor.js"

const { runProgram } = await import("./cli/program.ts")
process.exitCode = await runProgram(process.argv.slice(2))
