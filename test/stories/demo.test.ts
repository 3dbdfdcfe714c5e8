/** `watchpost demo` as a newcomer starts it: one process, one URL, records from a file become cards. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"

const MAIN = resolve(import.meta.dirname, "../../src/main.js")
let folder: string
let demo: ChildProcess | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "watchpost-demo-"))
})
afterEach(async () => {
  if (demo?.exitCode === null) {
    demo.kill("SIGKILL")
    await once(demo, "exit")
  }
  rmSync(folder, { recursive: true })
})

const forwarding = {
  CreationTime: "2026-05-04T10:20:30",
  Id: "6a1f3c52-7d11-4b7a-9c1e-2f40d1a55e01",
  Operation: "Set-Mailbox",
  OrganizationId: "6a1f3c52-7d11-4b7a-9c1e-2f40d1a55e00",
  RecordType: 1,
  ResultStatus: "True",
  UserKey: "10032001AAAA0001",
  UserType: 2,
  Workload: "Exchange",
  ClientIP: "198.51.100.9:51000",
  ObjectId: "ines.moreau",
  UserId: "ines.moreau@wingtip.example",
  Parameters: [
    { Name: "Identity", Value: "ines.moreau@wingtip.example" },
    { Name: "ForwardingSmtpAddress", Value: "smtp:collector@mailbox.example" },
  ],
}

/** Starts the demo and resolves with everything it printed when the URL is there. */
async function startDemo(words: readonly string[]): Promise<string> {
  demo = spawn(process.execPath, [MAIN, "demo", ...words], { stdio: ["ignore", "pipe", "pipe"] })
  let printed = ""
  for await (const chunk of demo.stdout ?? []) {
    printed += String(chunk)
    if (/Stop with Ctrl\+C/.test(printed)) break
  }
  return printed
}

/** Reads the practice cloud's events until one says that a message came. */
async function messageArrives(url: string): Promise<void> {
  const stop = new AbortController()
  const events = await fetch(`${url}control/events`, { signal: stop.signal })
  let seen = ""
  for await (const chunk of events.body ?? []) {
    seen += Buffer.from(chunk).toString("utf8")
    if (seen.includes('"kind":"message"')) break
  }
  stop.abort()
}

type State = { readonly channels: readonly { readonly id: string; readonly kind: string }[] }

const urlsIn = (text: string): string[] => text.match(/http:\/\/\S+/g) ?? []

describe("watchpost demo", () => {
  it("turns records from a file into a card of the first customer, and prints one URL", async () => {
    const file = join(folder, "records.jsonl")
    writeFileSync(file, `${JSON.stringify(forwarding)}\n`)

    const printed = await startDemo(["--records", file])
    const [url = ""] = urlsIn(printed)
    const state = (await (await fetch(`${url}control/state`)).json()) as State
    const triage = state.channels.find((channel) => channel.kind === "triage")
    const messages = async () =>
      JSON.stringify(
        await (await fetch(`${url}control/channels/${encodeURIComponent(triage?.id ?? "")}/messages`)).json(),
      )
    if (!(await messages()).includes("collector@mailbox.example")) await messageArrives(url)

    expect(urlsIn(printed)).toHaveLength(1)
    expect(printed).toContain("1 record ")
    expect(await messages()).toContain("collector@mailbox.example")
  })

  it("stops cleanly with Ctrl+C", async () => {
    await startDemo([])
    if (demo === undefined) throw new Error("the demo did not start")

    demo.kill("SIGINT")
    const [code] = await once(demo, "exit")

    expect(code).toBe(0)
  })

  it("says in one sentence that a file can't be read, and exits 1", async () => {
    demo = spawn(process.execPath, [MAIN, "demo", "--records", join(folder, "nowhere.csv")])
    let err = ""
    demo.stderr?.on("data", (chunk) => {
      err += String(chunk)
    })

    const [code] = await once(demo, "exit")

    expect(code).toBe(1)
    expect(err.trim().split("\n")).toHaveLength(1)
    expect(err).toContain("nowhere.csv can't be read")
  })
})
