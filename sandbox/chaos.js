// `npm run chaos`: the product is killed many times in a practice cloud full of trouble, and must have lost nothing.
import "../src/lib/node-floor.js"

const { chaos } = await import("./run-chaos.ts")
process.exitCode = await chaos(process.argv.slice(2))
