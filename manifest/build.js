// `npm run manifest`: the Teams app package.
import "../src/lib/node-floor.js"

const { buildManifest } = await import("./run-build.ts")
process.exitCode = await buildManifest(process.argv.slice(2), process.stdout, process.stderr)
