/** Which machine the figures belong to: without it they mean nothing. */
import { closeSync, fdatasyncSync, openSync, readFileSync, rmSync, writeSync } from "node:fs"
import { createRequire } from "node:module"
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from "node:os"
import { join } from "node:path"
import Database from "better-sqlite3"
import { z } from "zod"
import { percentile } from "./measure.ts"

export type Machine = {
  readonly cores: number
  readonly cpu: string
  readonly memoryGb: number
  readonly platform: string
  readonly node: string
  readonly sqlite: string
  /** Version of better-sqlite3. */
  readonly driver: string
  readonly fsyncMs: { readonly p50: number; readonly p99: number }
  /** Of the last minute, when the run began: near zero on a calm machine. */
  readonly loadBefore: number
}

const APPENDS = 200
const APPEND_BYTES = 64 * 1024

/** `folder` is on the disk that the databases will lie on. */
export function describeMachine(folder: string): Machine {
  const db = new Database(":memory:")
  const sqlite = String(db.prepare("SELECT sqlite_version()").pluck().get())
  db.close()
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    memoryGb: Math.round(totalmem() / 1e9),
    platform: `${platform()} ${arch()}`,
    node: process.versions.node,
    sqlite,
    driver: driverVersion(),
    fsyncMs: measureAppends(join(folder, "appends")),
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  }
}

function driverVersion(): string {
  const path = createRequire(import.meta.url).resolve("better-sqlite3/package.json")
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path, "utf8"))).version
}

function measureAppends(path: string): { p50: number; p99: number } {
  const file = openSync(path, "a", 0o600)
  const block = Buffer.alloc(APPEND_BYTES, "a")
  const times = Array.from({ length: APPENDS }, () => {
    const started = performance.now()
    writeSync(file, block)
    fdatasyncSync(file)
    return performance.now() - started
  })
  closeSync(file)
  rmSync(path)
  const rounded = (share: number): number => Math.round(percentile(times, share) * 100) / 100
  return { p50: rounded(0.5), p99: rounded(0.99) }
}
