/** Stands for an ingest worker that dies in the middle of its first batch. The next one is the real one. */
import { existsSync, writeFileSync } from "node:fs"
import { parentPort, workerData } from "node:worker_threads"

const mark = `${workerData.database}.died`
if (existsSync(mark)) await import("../src/ingest-worker.ts")
else {
  parentPort?.on("message", () => {
    writeFileSync(mark, "")
    process.exit(1)
  })
  parentPort?.postMessage({ kind: "ready" })
}
