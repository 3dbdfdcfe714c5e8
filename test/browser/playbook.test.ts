/** "Secure account" on the practice page, as on a phone in the dark: confirmed, worked off step by step, nothing cut. */
import { beforeAll, describe, expect, it } from "vitest"
import { playStory } from "../../sandbox/stories/play.ts"
import { cardOn, cutOff, openTriage, PHONE, pageForAll, pictureAt } from "./practice-page.ts"

const { practice, page } = pageForAll({ ...PHONE, isDark: true })

beforeAll(async () => {
  await playStory(practice.cloud, "12-account-taken-over")
  await openTriage(page())
})

const card = (text: string) => cardOn(page(), text)

describe("securing an account on a phone", () => {
  it("shows every step before anything runs, and nothing of it is cut", async () => {
    const forwarding = card("mail-archive.example")
    await forwarding.waitFor()
    await forwarding
      .locator("button")
      .filter({ hasText: /^\.\.\.$/ })
      .click()
    await page().getByText("Secure account", { exact: true }).last().click()
    const confirm = card("Please confirm")
    await confirm.waitFor()

    const text = await confirm.innerText()
    for (const step of ["Keep evidence", "Block sign-in", "Reset password", "Remove this permission"])
      expect(text).toContain(step)
    expect(await cutOff(page())).toEqual([])
    await confirm.getByRole("button", { name: "Secure account now" }).click()
  })

  it("ends with a word and a mark for each step, and with what a person still has to do", async () => {
    const secured = card("Secure account: secured, 9 of 9 steps done")
    await secured.waitFor()

    const text = await secured.innerText()
    expect(text.match(/✓ Done: /g)).toHaveLength(9)
    expect(text).toContain("By hand: Before sign-in is allowed again")
    expect(await cutOff(page())).toEqual([])
    // As tall as the card: a phone would be scrolled.
    await page().setViewportSize({ width: 390, height: 2_400 })
    await secured.screenshot({ path: pictureAt("secured") })
  })
})
