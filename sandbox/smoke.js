// `npm run smoke`: product and practice cloud as two processes, the first story from record to proof.
import "../src/lib/node-floor.js"

const { runSmoke } = await import("./run-smoke.ts")
process.exitCode = await runSmoke(process.argv.slice(2))
