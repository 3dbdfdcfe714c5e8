/** `watchpost` as somebody starts it: a process of its own, with its exit code and what it said. */
import { spawn } from "node:child_process"
import { resolve } from "node:path"

export const MAIN = resolve(import.meta.dirname, "../../src/main.js")

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/**
 * Resolves when the process has ended. It gets no environment but `env`. `seen` hears everything that it says on standard
 * output so far.
 */
export function runWatchpost(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  seen: (said: string, stop: () => void) => void = () => undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...words], { env: { ...env } })
  let [stdout, stderr] = ["", ""]
  child.stdout.on("data", (chunk) => {
    stdout += String(chunk)
    seen(stdout, () => child.kill("SIGTERM"))
  })
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk)
  })
  return new Promise((done) => child.once("close", (code) => done({ code, stdout, stderr })))
}
