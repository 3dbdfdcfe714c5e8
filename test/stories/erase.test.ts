/** A customer leaves, end to end: taken out of the configuration, erased, and everybody else is watched as before. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import Database from "better-sqlite3"
import { expect, it } from "vitest"
import { playStory } from "../../sandbox/stories/play.ts"
import { UNTOUCHED } from "../../src/adapters/sqlite/erase-tables.ts"
import { runErase } from "../../src/cli/erase.ts"
import { run } from "../cli/run-in-process.ts"
import { ask, cardOffering, textOf, verified } from "./in-teams.ts"
import { FIX, personNamed, pressAs } from "./press.ts"
import { practiceForEach } from "./running-practice.ts"

const practice = practiceForEach(() => ({ everyday: true }))

/** Tables in whose rows one of the texts stands; of packed columns nothing is seen. */
function tablesWith(texts: readonly string[]): readonly string[] {
  const db = new Database(practice.database, { readonly: true })
  const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
  const found = tables.filter((table) => {
    const rows = JSON.stringify(db.prepare(`SELECT * FROM "${table}"`).all())
    return texts.some((text) => rows.includes(text))
  })
  db.close()
  return found
}

it("leaves of the customer the trail and the proof alone, and a product that goes on", {
  timeout: 180_000,
}, async () => {
  await playStory(practice.cloud, "01-forwarding")
  const card = await cardOffering(practice, FIX)
  await pressAs(practice, personNamed(practice.world, "technician"), card, FIX)
  await verified(practice, card)
  await practice.product().stop()
  const [gone] = practice.world.tenants.splice(0, 1)
  if (gone === undefined) throw new Error("the practice has no tenants")
  const people = practice.world.people.filter(({ tenantId }) => tenantId !== gone.id)
  practice.world.people.splice(0, Number.POSITIVE_INFINITY, ...people)
  await practice.restartProduct()
  await ask(practice, "status")
  await practice.product().stop()
  const texts = [gone.id, "contoso.example"]
  expect(tablesWith(texts).length).toBeGreaterThan(10)

  const configFile = join(practice.folder, "watchpost.yaml")
  const options = { configFile, customer: gone.name, yes: true, out: join(practice.folder, "proof.json") }
  const erased = await run((io) => runErase(options, io))

  expect(erased.err).toEqual([])
  expect(tablesWith(texts).filter((table) => !(table in UNTOUCHED))).toEqual([])
  const files = readdirSync(practice.folder).filter((name) => name.includes("-events-"))
  expect(
    files.filter((name) => readFileSync(join(practice.folder, name)).includes("contoso.example")),
  ).toEqual([])
  await practice.restartProduct()
  const [other] = practice.world.tenants
  expect(textOf(await ask(practice, `status at ${other?.name}`))).toContain(other?.displayName)
  expect(textOf(await ask(practice, `alerts at ${gone.name}`))).not.toContain("contoso.example")
})
