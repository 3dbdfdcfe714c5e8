// `npm run playground`: the product in Microsoft's own 365 Agents Playground, with the practice cloud behind it.
import "../src/lib/node-floor.js"

const { runPlayground } = await import("./run-playground.ts")
process.exitCode = await runPlayground(process)
