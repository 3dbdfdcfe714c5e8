/** `watchpost start` where it can't run: one sentence, exit code 1, nothing left behind. */
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"

const ROOT = resolve(import.meta.dirname, "../..")
const SAMPLE = readFileSync(join(ROOT, "watchpost.sample.yaml"), "utf8")
const SECRETS = {
  WATCHPOST_BOT_SECRET: "bot-secret-1",
  WATCHPOST_MONITOR_SECRET: "monitor-secret-1",
  WATCHPOST_RESPOND_SECRET: "respond-secret-1",
  WATCHPOST_VEEAM_PASSWORD_VB365_01: "veeam-secret-1",
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "watchpost-test-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function start(changed: string): { readonly status: number | null; readonly said: string } {
  const config = join(folder, "watchpost.yaml")
  writeFileSync(config, `${SAMPLE}\n${changed}\n`)
  const env = { PATH: process.env.PATH ?? "", ...SECRETS }
  const run = spawnSync(process.execPath, [join(ROOT, "src/main.js"), "start", "--config", config], { env })
  return { status: run.status, said: run.stderr.toString() + run.stdout.toString() }
}

describe("watchpost start", () => {
  it("says one sentence when the database's folder can't be made", () => {
    const path = join(folder, "watchpost.yaml", "data", "watchpost.db")

    const { status, said } = start(`database: ${path}`)

    expect(status).toBe(1)
    expect(said).toContain(`The database ${path} can't be opened: `)
    expect(said.trim().split("\n")).toHaveLength(1)
  })

  it("says one sentence when its port is taken, and lets go of the database", async () => {
    const server = createServer()
    const port = await new Promise<number>((done) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        done(typeof address === "object" && address !== null ? address.port : 0)
      })
    })
    const database = join(folder, "watchpost.db")

    const { status, said } = start(`database: ${database}\nlisten: { host: 127.0.0.1, port: ${port} }`)
    server.close()

    expect(status).toBe(1)
    expect(said.trim()).toBe(
      `Port ${port} on 127.0.0.1 is taken by another program. Stop that one, or choose another listen.port.`,
    )
    expect(existsSync(`${database}-wal`)).toBe(false)
  })
})
