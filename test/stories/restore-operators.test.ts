/** Who may restore in the Restore Portal, from the backup server's roles to cards, by the running product. */
import { afterAll, beforeAll, expect, it, vi } from "vitest"
import { cardText, channelOf, until } from "../../sandbox/observe.ts"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { addRestoreEvent, endRestore, startRestore } from "../../sandbox/stories/restore-session.ts"
import type { World } from "../../sandbox/world/types.ts"

let practice: Practice
let world: World

beforeAll(async () => {
  practice = await startPractice()
  world = practice.cloud.world
  // The change feed is followed once the first round is over.
  const questions = () => practice.cloud.requests.filter(({ target }) => target.includes("/Events?from="))
  await vi.waitFor(() => expect(questions()).not.toEqual([]), { timeout: 60_000 })
})
afterAll(() => practice.close())

const cardWith = (text: string): Promise<string> =>
  until(
    world,
    () =>
      channelOf(world, "triage")
        .messages.map((one) => cardText(one.cards[0] ?? {}))
        .find((card) => card.includes(text)),
    `a card with ${text}`,
  )

it("a restore by somebody without a role says so on its card", async () => {
  const restore = {
    tenant: "contoso",
    alias: "lynne.robin",
    initiatedBy: "stranger@contoso.example",
    clientHost: "",
  }
  startRestore(practice.cloud, restore)
  addRestoreEvent(practice.cloud, restore, {
    type: "Save",
    item: "Board papers",
    itemType: "IPM.Note",
    target: "D:\\Out",
  })
  endRestore(practice.cloud, restore)

  const card = await cardWith("stranger@contoso.example stood under this name in no restore operator role")

  expect(card).toContain("Restored without a restore role")
})

it("a new operator has a card", async () => {
  world.veeam.restoreRoles[0]?.operators.push({
    type: "User",
    id: "new",
    name: "new.person@contoso.example",
    displayName: "New Person",
  })

  const card = await cardWith("new.person@contoso.example may restore everything")

  expect(card).toContain("Who may restore what in the Restore Portal of vb365-01 was changed.")
  expect(card).toContain("High severity")
})
