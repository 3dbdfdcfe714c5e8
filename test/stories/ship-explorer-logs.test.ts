/** From a file on a customer's machine to a grade: the sender's own process, the running product, the card. */
import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { cardText, channelOf, until } from "../../sandbox/observe.ts"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { fileName, textOf } from "../../sandbox/stories/explorer-log.ts"
import {
  addRestoreEvent,
  endRestore,
  newestRestore,
  type Restore,
  startRestore,
} from "../../sandbox/stories/restore-session.ts"

const MAIN = resolve(import.meta.dirname, "../../src/main.js")
const folder = mkdtempSync(join(tmpdir(), "watchpost-machine-"))
let practice: Practice
beforeAll(async () => {
  practice = await startPractice()
})
afterAll(async () => {
  await practice.close()
  rmSync(folder, { recursive: true })
})

const RESTORE: Restore = {
  tenant: "fabrikam",
  alias: "nestor.wilke",
  initiatedBy: "fabrikam.onmicrosoft.com",
  clientHost: "FABWS40 (via: 192.0.2.17)",
}

/** Resolves with the exit code and everything that was said. */
function ship(to: string, token: string): Promise<readonly [number | null, string]> {
  const words = [MAIN, "ship-explorer-logs", "%ProgramData%", "--to", to, "--once"]
  const child = spawn(process.execPath, words, {
    env: { PROGRAMDATA: folder, WATCHPOST_SHIP_TOKEN: token },
  })
  let said = ""
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += String(chunk)
    })
  return new Promise((done) => child.once("close", (code) => done([code, said])))
}

it("a log on a customer's machine, in UTF-16, names who restored it", async () => {
  const { cloud } = practice
  const { world } = cloud
  startRestore(cloud, RESTORE)
  addRestoreEvent(cloud, RESTORE, {
    type: "Save",
    itemType: "IPM.Note",
    item: "Lease of the yard",
    target: "D:\\Handover",
  })
  endRestore(cloud, RESTORE)
  const log = {
    tenant: "fabrikam",
    machine: "FABWS40",
    account: "FABWS40\\nwilke",
    upn: "nestor.wilke@fabrikam.example",
    session: newestRestore(cloud, RESTORE),
  }
  const logs = join(folder, "Veeam", "Backup", "ExchangeExplorer", "Logs")
  mkdirSync(logs, { recursive: true })
  writeFileSync(join(logs, fileName(log)), Buffer.from(`\ufeff${textOf(log)}`, "utf16le"))

  const [code, said] = await ship(
    new URL(world.bot.endpoint ?? "").origin,
    world.veeam.siteTokens.fabrikam ?? "",
  )

  expect([code, said]).toEqual([0, expect.stringContaining("1 log: 1 had news")])
  const card = await until(
    world,
    () =>
      channelOf(world, "triage")
        .messages.map((message) => cardText(message.cards[0] ?? {}))
        .find((text) => text.includes("Lease of the yard") && text.includes("B, strong")),
    "a card about the lease that says B",
  )
  expect(card).toContain("Restored by FABWS40\\nwilke")
})
