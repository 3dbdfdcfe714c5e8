/** `watchpost demo` as a newcomer starts it: one process, one URL, records from a file become cards. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { MAIN, runWatchpost } from "../cli/run-watchpost.ts"

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

    expect(urlsIn(printed)).toHaveLength(1)
    expect(printed).toContain("1 record ")
    await expect.poll(messages, { interval: 200 }).toContain("collector@mailbox.example")
  })

  it("stops cleanly with Ctrl+C", async () => {
    await startDemo([])
    if (demo === undefined) throw new Error("the demo did not start")

    demo.kill("SIGINT")
    const [code] = await once(demo, "exit")

    expect(code).toBe(0)
  })

  it("says in one sentence that a file can't be read, and exits 1", async () => {
    const { code, stderr } = await runWatchpost(["demo", "--records", join(folder, "nowhere.csv")])

    expect(code).toBe(1)
    expect(stderr.trim().split("\n")).toHaveLength(1)
    expect(stderr).toContain("nowhere.csv can't be read")
  })
})
