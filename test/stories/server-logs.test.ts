/** From the backup server's own log files to the card of a restore: the sender's process and the running product. */
import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { cardText, channelOf, until } from "../../sandbox/observe.ts"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import {
  addRestoreEvent,
  endRestore,
  newestRestore,
  type Restore,
  startRestore,
} from "../../sandbox/stories/restore-session.ts"

const MAIN = resolve(import.meta.dirname, "../../src/main.js")
const folder = mkdtempSync(join(tmpdir(), "watchpost-server-"))
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
  clientHost: "FABWS41 (via: 192.0.2.17)",
}

/** A file of the server, whose clock shows UTC, in the layout that all of its logs have. */
function write(
  name: string,
  created: number,
  lines: readonly (readonly [seconds: number, text: string])[],
): void {
  const digits = new Date(created - 60_000).toISOString().split(/\D/).slice(0, 6)
  const stamp = (at: number): string => {
    const [year, month, day, hour, minute, second] = new Date(at).toISOString().split(/\D/)
    return `${day}/${month}/${year} ${hour}:${minute}:${second}`
  }
  const all = [
    `${stamp(created - 60_000)}    1 (412) UTC Date & Time: ${stamp(created - 60_000)}`,
    ...lines.map(([seconds, text]) => `${stamp(created + seconds * 1000)}   98 (5800) ${text}`),
  ]
  writeFileSync(join(folder, "Logs", `${name}_${digits.join("_")}.log`), `${all.join("\r\n")}\r\n`)
}

function ship(token: string): Promise<readonly [number | null, string]> {
  const to = new URL(practice.cloud.world.bot.endpoint ?? "").origin
  const child = spawn(process.execPath, [MAIN, "ship-explorer-logs", folder, "--to", to, "--once"], {
    env: { WATCHPOST_SHIP_TOKEN: token },
  })
  let said = ""
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += String(chunk)
    })
  return new Promise((done) => child.once("close", (code) => done([code, said])))
}

it("a backup server's own logs tell the way a restore was made, without naming anybody", async () => {
  const { cloud } = practice
  const { world } = cloud
  startRestore(cloud, RESTORE)
  addRestoreEvent(cloud, RESTORE, {
    ...{ type: "Save", itemType: "IPM.Note", item: "Map of the yard", target: "D:\\Handover" },
  })
  endRestore(cloud, RESTORE)
  const { id, creationTime } = newestRestore(cloud, RESTORE)
  mkdirSync(join(folder, "Logs"))
  write("Veeam.Archiver.REST", creationTime, [[0, `Restore session created (ID: ${id})`]])
  write("Veeam.Archiver.Service", creationTime, [
    [1, "Found initial domain: fabrikam.onmicrosoft.com"],
    [40, "Checking identity of the request from 192.0.2.44:50378..."],
  ])

  const [refusedCode, refused] = await ship(world.veeam.siteTokens.fabrikam ?? "")
  expect([refusedCode, refused]).toEqual([1, expect.stringContaining("from a site of that server only")])
  expect(await ship(world.veeam.serverToken)).toEqual([0, expect.stringContaining("2 logs: 2 had news")])

  const card = await until(
    world,
    () =>
      channelOf(world, "triage")
        .messages.map((message) => cardText(message.cards[0] ?? {}))
        .find(
          (text) => text.includes("Map of the yard") && text.includes("requests came from 192.0.2.44:50378"),
        ),
    "a card that tells of the server's logs",
  )
  expect(card).toContain("the REST service of vb365-01 opened this session")
  expect(card).toContain("D, machine only")
})
