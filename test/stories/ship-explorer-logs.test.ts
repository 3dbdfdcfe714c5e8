/** From a file on a customer's machine to a grade: the sender's own process, the running product, the card. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { fileName, textOf as logText } from "../../sandbox/stories/explorer-log.ts"
import { cardSaying, textOf } from "./in-teams.ts"
import { saveOne } from "./restores.ts"
import { practiceForAll } from "./running-practice.ts"
import { ship } from "./ship.ts"

const practice = practiceForAll()

it("a log on a customer's machine, in UTF-16, names who restored it", async () => {
  const who = { alias: "nestor.wilke", clientHost: "FABWS40 (via: 192.0.2.17)" }
  const log = {
    tenant: "fabrikam",
    machine: "FABWS40",
    account: "FABWS40\\nwilke",
    upn: "nestor.wilke@fabrikam.example",
    session: saveOne(practice, who, "Lease of the yard"),
  }
  const machine = join(practice.folder, "machine")
  const logs = join(machine, "Veeam", "Backup", "ExchangeExplorer", "Logs")
  mkdirSync(logs, { recursive: true })
  writeFileSync(join(logs, fileName(log)), Buffer.from(`\ufeff${logText(log)}`, "utf16le"))

  const { fabrikam } = practice.world.veeam.siteTokens
  const sent = await ship(practice, "%ProgramData%", fabrikam, { PROGRAMDATA: machine })

  expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining("1 log: 1 had news") })
  const card = await cardSaying(practice, "Lease of the yard", "B, strong")
  expect(textOf(card)).toContain("Restored by FABWS40\\nwilke")
})
