/** The practice as a newcomer starts and stops it: a process of its own, with folders that can be counted. */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"

const ENTRY = resolve(import.meta.dirname, "../../src/main.js")

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "watchpost-test-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** `folder` is its temporary folder, so that whatever it leaves behind is found there. */
const startDemo = (...options: readonly string[]): ChildProcess =>
  spawn(process.execPath, [ENTRY, "demo", ...options], {
    env: { PATH: process.env.PATH ?? "", TMPDIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
  })

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((done) => child.once("close", (code) => done(code)))

function printed(child: ChildProcess): { readonly text: () => string; until(words: string): Promise<void> } {
  let text = ""
  let look = (): void => {}
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8")
      look()
    })
  }
  return {
    text: () => text,
    until: (words) =>
      new Promise((done) => {
        look = () => {
          if (text.includes(words)) done()
        }
        look()
      }),
  }
}

const taken = (): Promise<{ readonly server: Server; readonly port: number }> =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      done({ server, port: typeof address === "object" && address !== null ? address.port : 0 })
    })
  })

describe("watchpost demo", () => {
  it("says one sentence and leaves nothing when its port is taken", async () => {
    const { server, port } = await taken()

    const child = startDemo("--port", String(port))
    const said = printed(child)
    const code = await ended(child)
    server.close()

    expect(code).toBe(1)
    expect(said.text()).toContain(`Port ${port} of this machine is taken by another program.`)
    expect(said.text()).not.toMatch(/EADDRINUSE|\.ts:\d+/)
    expect(readdirSync(folder)).toEqual([])
  })

  it("takes a Ctrl+C that arrives twice, as npm passes it on, for one, and leaves nothing", async () => {
    const child = startDemo()
    const said = printed(child)
    await said.until("Stop with Ctrl+C")
    expect(readdirSync(folder)).toHaveLength(1)

    child.kill("SIGINT")
    child.kill("SIGINT")
    const code = await ended(child)

    expect(code).toBe(0)
    expect(readdirSync(folder)).toEqual([])
  })

  it("leaves nothing when it is stopped while it is still starting", async () => {
    const child = startDemo()
    await printed(child).until("Starting the practice cloud")

    child.kill("SIGTERM")
    const code = await ended(child)

    expect(code).toBe(0)
    expect(readdirSync(folder)).toEqual([])
  })
})
