/** Who may restore in the Restore Portal, from the backup server's roles to cards, by the running product. */
import { beforeAll, expect, it, vi } from "vitest"
import { cardSaying, textOf } from "./in-teams.ts"
import { saveOne } from "./restores.ts"
import { practiceForAll } from "./running-practice.ts"

const practice = practiceForAll()

beforeAll(async () => {
  // The change feed is followed once the first round is over.
  const isFollowed = () => practice.cloud.requests.some(({ target }) => target.includes("/Events?from="))
  await vi.waitUntil(isFollowed, { timeout: 60_000, interval: 50 })
})

it("a restore by somebody without a role says so on its card", async () => {
  const who = { tenant: "contoso", alias: "lynne.robin", clientHost: "" }
  saveOne(practice, { ...who, initiatedBy: "stranger@contoso.example" }, "Board papers")

  const card = await cardSaying(
    practice,
    "stranger@contoso.example stood under this name in no restore operator role",
  )

  expect(textOf(card)).toContain("Restored without a restore role")
})

it("a new operator has a card", async () => {
  practice.world.veeam.restoreRoles[0]?.operators.push({
    type: "User",
    id: "new",
    name: "new.person@contoso.example",
    displayName: "New Person",
  })

  const card = textOf(await cardSaying(practice, "new.person@contoso.example may restore everything"))

  expect(card).toContain("Who may restore what in the Restore Portal of vb365-01 was changed.")
  expect(card).toContain("High severity")
})
