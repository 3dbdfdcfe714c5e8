/** A technician asks for an incident's evidence on the running product, and gets a pack that proves itself. */
import { strFromU8, unzipSync } from "fflate"
import { expect, it } from "vitest"
import { playStory } from "../../sandbox/stories/play.ts"
import { verify } from "../cli/verify-pack.ts"
import { ask, cardOffering, trailOf, verified } from "./in-teams.ts"
import { FIX, personNamed, pressAs } from "./press.ts"
import { practiceForAll } from "./running-practice.ts"

const practice = practiceForAll()

it("hands over everything about a fixed incident, and the trail says who fetched it and its seal", async () => {
  const kim = personNamed(practice.world, "technician")
  await playStory(practice.cloud, "01-forwarding")
  const card = await cardOffering(practice, FIX)
  await pressAs(practice, kim, card, FIX)
  await verified(practice, card)

  const answer = await ask(practice, "evidence 1")
  const url = /"url":"([^"]+)"/.exec(JSON.stringify(answer.cards))?.[1] ?? ""
  const pack = unzipSync(new Uint8Array(await (await fetch(url)).arrayBuffer()))

  const { status, stdout } = verify(Object.entries(pack), practice.folder)
  expect(stdout).toContain("Whole:")
  expect(status).toBe(0)
  const timeline = strFromU8(pack["timeline.html"] ?? new Uint8Array())
  expect(timeline).toContain("Pressed stop-forwarding on incident 1")
  const views = (await trailOf(practice)).filter(({ kind }) => kind === "view")
  expect(views.map(({ who }) => who)).toEqual(Array(2).fill(`${kim.name} (${kim.objectId})`))
  expect(stdout).toContain(`Seal of this pack: ${views.at(-1)?.data.seal}`)
})
