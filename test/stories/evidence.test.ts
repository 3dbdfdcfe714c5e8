/** A technician asks for an incident's evidence on the running product, and gets a pack that proves itself. */
import { spawnSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { strFromU8, unzipSync } from "fflate"
import { afterAll, beforeAll, expect, it } from "vitest"
import { answerTo, buttonOn, cardText, channelOf, until } from "../../sandbox/observe.ts"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { sendMessage } from "../../sandbox/services/connector-send.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import { openTrailForReading } from "../../src/adapters/sqlite/open-trail.ts"
import { personNamed, pressAs } from "./press.ts"

const FIX = "Stop forwarding"

let practice: Practice
beforeAll(async () => {
  practice = await startPractice()
})
afterAll(() => practice.close())

it("hands over everything about a fixed incident, and the trail says who fetched it and its seal", async () => {
  const { world } = practice.cloud
  const kim = personNamed(world, "technician")
  const triage = channelOf(world, "triage")
  await playStory(practice.cloud, "01-forwarding")
  const card = await until(world, () => triage.messages.find((one) => buttonOn(one, FIX)), "the card")
  await pressAs(practice, kim, card, FIX)
  await until(world, () => /verified/i.test(cardText(card.cards[0] ?? {})) || undefined, "the proof")

  await sendMessage(practice.cloud, { channel: triage, person: kim, text: "evidence 1", mention: true })
  const answer = await until(world, () => answerTo(triage, "evidence 1"), "a link")
  const url = /"url":"([^"]+)"/.exec(JSON.stringify(answer.cards))?.[1] ?? ""
  const pack = unzipSync(new Uint8Array(await (await fetch(url)).arrayBuffer()))

  const place = join(practice.folder, "pack")
  for (const [name, bytes] of Object.entries(pack)) {
    mkdirSync(dirname(join(place, name)), { recursive: true })
    writeFileSync(join(place, name), bytes)
  }
  const { status, stdout } = spawnSync(process.execPath, ["verify.mjs"], { cwd: place, encoding: "utf8" })
  expect(stdout).toContain("Whole:")
  expect(status).toBe(0)
  const timeline = strFromU8(pack["timeline.html"] ?? new Uint8Array())
  expect(timeline).toContain("Pressed stop-forwarding on incident 1")
  const views = (await openTrailForReading(practice.database).read(0, 1_000)).filter(
    ({ kind }) => kind === "view",
  )
  expect(views.map(({ who }) => who)).toEqual(Array(2).fill(`${kim.name} (${kim.objectId})`))
  expect(stdout).toContain(`Seal of this pack: ${views.at(-1)?.data.seal}`)
})
