/** Entry of `npm run manifest`. */
import { buildManifest } from "./run-build.ts"

process.exitCode = await buildManifest(process.argv.slice(2), process.stdout, process.stderr)
