// `npm run bench`: what the product does in a second, beside what the machine could do at most.
import "../src/lib/node-floor.js"

const { runBench } = await import("./run-bench.ts")
process.exitCode = await runBench(process.argv.slice(2))
