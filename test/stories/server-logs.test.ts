/** From the backup server's own log files to the card of a restore: the sender's process and the running product. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { cardSaying, textOf } from "./in-teams.ts"
import { saveOne } from "./restores.ts"
import { practiceForAll } from "./running-practice.ts"
import { ship } from "./ship.ts"

const practice = practiceForAll()

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
  writeFileSync(
    join(practice.folder, "server/Logs", `${name}_${digits.join("_")}.log`),
    `${all.join("\r\n")}\r\n`,
  )
}

it("a backup server's own logs tell the way a restore was made, without naming anybody", async () => {
  const { serverToken, siteTokens } = practice.world.veeam
  const who = { alias: "nestor.wilke", clientHost: "FABWS41 (via: 192.0.2.17)" }
  const { id, creationTime } = saveOne(practice, who, "Map of the yard")
  mkdirSync(join(practice.folder, "server/Logs"), { recursive: true })
  write("Veeam.Archiver.REST", creationTime, [[0, `Restore session created (ID: ${id})`]])
  write("Veeam.Archiver.Service", creationTime, [
    [1, "Found initial domain: fabrikam.onmicrosoft.com"],
    [40, "Checking identity of the request from 192.0.2.44:50378..."],
  ])
  const logs = join(practice.folder, "server")

  const refused = await ship(practice, logs, siteTokens.fabrikam)
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("from a site of that server only"),
  })
  expect(await ship(practice, logs, serverToken)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("2 logs: 2 had news"),
  })

  const card = textOf(await cardSaying(practice, "Map of the yard", "requests came from 192.0.2.44:50378"))
  expect(card).toContain("the REST service of vb365-01 opened this session")
  expect(card).toContain("D, machine only")
})
