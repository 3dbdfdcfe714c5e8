/** What was compiled is found again by every thread: the ingest worker has most of the code. */
import { execFile } from "node:child_process"
import { resolve } from "node:path"
import { promisify } from "node:util"
import { describe, expect, it } from "vitest"
import { COMPILE_CACHE } from "../../src/lib/compile-cache.js"

const FILE = resolve(import.meta.dirname, "../../src/lib/compile-cache.js")
const TELL = 'console.log(process.getBuiltinModule("node:module").getCompileCacheDir())'
const SCRIPT = `import ${JSON.stringify(FILE)}
import { Worker } from "node:worker_threads"
new Worker(${JSON.stringify(TELL)}, { eval: true })`

describe("the folder of compiled code", () => {
  it("is used by threads, too", async () => {
    const { NODE_COMPILE_CACHE: _, ...env } = process.env
    const words = ["--input-type=module", "--eval", SCRIPT]
    const { stdout } = await promisify(execFile)(process.execPath, words, { env })
    expect(stdout.startsWith(COMPILE_CACHE)).toBe(true)
  })
})
