/** The product as a process of its own, started as for real tenants: a configuration file, secrets in the environment. */
import { type ChildProcess, spawn } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import type { ProductSetup } from "./product-setup.ts"

export type ProductProcess = {
  /** Where its bot listens. */
  readonly url: string
  readonly pid: number
  /** Resolves with the exit code, or null after a signal. */
  readonly ended: Promise<number | null>
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>
  /** SIGKILL: no goodbye, as when the machine loses power. */
  kill(): Promise<void>
}

const ENTRY = resolve(import.meta.dirname, "../src/main.js")
const READY = /listens on (http:\/\/\S+)/

/**
 * Starts the product and resolves when it listens. Rejects with what it printed when it ends before.
 * `folder` receives the configuration file; `onLog` gets each of its log lines.
 */
export async function startProduct(options: {
  readonly setup: ProductSetup
  readonly folder: string
  readonly onLog?: (line: string) => void
  /** Told the process id at once, long before it listens. */
  readonly onSpawn?: (pid: number) => void
}): Promise<ProductProcess> {
  const configFile = join(options.folder, "watchpost.yaml")
  writeFileSync(configFile, options.setup.configText)
  const child = spawn(process.execPath, [ENTRY, "start", "--config", configFile], {
    env: { PATH: process.env.PATH ?? "", ...options.setup.environment },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const ended = new Promise<number | null>((done) => {
    child.once("exit", (code) => done(code))
  })
  if (child.pid !== undefined) options.onSpawn?.(child.pid)
  const url = await listening(child, ended, options.onLog)
  return {
    url,
    pid: child.pid ?? 0,
    ended,
    stop: () => end(child, ended, "SIGTERM"),
    kill: () => end(child, ended, "SIGKILL"),
  }
}

async function end(child: ChildProcess, ended: Promise<unknown>, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal)
  await ended
}

function listening(
  child: ChildProcess,
  ended: Promise<number | null>,
  onLog: ((line: string) => void) | undefined,
): Promise<string> {
  let printed = ""
  return new Promise((ready, fail) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk.toString("utf8")
      const url = READY.exec(printed)?.[1]
      if (url !== undefined) ready(url)
    })
    child.stderr?.on("data", (chunk: Buffer) => {
      const text = chunk.toString("utf8")
      printed = (printed + text).slice(-4000)
      if (onLog) for (const line of text.split("\n").filter(Boolean)) onLog(line)
    })
    void ended.then((code) => fail(new Error(`The product ended with exit code ${code}: ${printed.trim()}`)))
  })
}
