/** A restore on the practice page: the grade that follows the evidence, and the question who needed it. Pictures go to .cache/screenshots. */
import { describe, expect, it } from "vitest"
import { channelOf } from "../../sandbox/observe.ts"
import { saveOne } from "../stories/restores.ts"
import {
  actAs,
  cardOn,
  openPage,
  openTriage,
  overhang,
  PHONE,
  pageForAll,
  pictureAt,
  say,
} from "./practice-page.ts"

const { practice, browser, page } = pageForAll({ width: 1280, height: 1000 })

const cardWith = (text: string) => cardOn(page(), text)
const picture = (name: string): Promise<Buffer> => page().screenshot({ path: pictureAt(name) })

describe("a restore on the practice page", () => {
  it("tells who it was ever more surely, and unfolds the evidence", async () => {
    await page().getByTestId("story-13-who-was-it").click()
    await openTriage(page())
    const card = cardWith("Salaries 2027")
    await card.getByText("B, strong").first().waitFor()
    await card.getByRole("button", { name: "Details", exact: true }).click()
    await card.getByText("1 item of this session stands in that log as well.").waitFor()
    await picture("who-restored")
  })

  it("answers the question who restored a mailbox as surely as the card does", async () => {
    await say(page(), "who restored mailbox ben.young@adatum.example this week")
    const answer = cardWith("Restores of ben.young@adatum.example, this week")
    await answer.getByText("B, strong").waitFor()
    await answer.getByText("Coverage.").waitFor()
    await answer.scrollIntoViewIfNeeded()
    await picture("who-restored-question")

    expect(await answer.getByText("Restored by ADWS04\\jlorenz from ADWS04").count()).toBe(1)
  })

  it("asks the customer who needed it, and shows the answer to both", async () => {
    const who = { tenant: "contoso", alias: "grady.archer", clientHost: "CONWS03 (via: 192.0.2.17)" }
    saveOne(practice, who, "Board minutes of June")
    const card = cardWith("Board minutes of June")
    await card.getByText("D, machine only").first().waitFor()
    await card.getByRole("button", { name: "Ask who needed it", exact: true }).click()
    await cardWith("Puts the question").getByRole("button", { name: "Ask", exact: true }).click()
    await card.getByText("asks who needed this restore").first().waitFor()

    await actAs(page(), practice, "contact")
    const { name } = channelOf(practice.world, "customer", "contoso")
    await page().getByTestId(`channel-customer-${name}`).click()
    const theirs = cardWith("Which of you needed this, and what for?")
    await cardWith("Who needed this restore?").waitFor()
    await theirs.getByRole("button", { name: "That was us", exact: true }).click()
    const form = cardWith("Who made this restore?")
    await form.getByRole("textbox").nth(0).fill("grady.archer@contoso.example")
    await form.getByRole("textbox").nth(1).fill("He had deleted them by mistake")
    await picture("form-who-it-was")
    await form.getByRole("button", { name: "Send", exact: true }).click()
    await page().getByText("Thank you for your answer").first().waitFor()

    await actAs(page(), practice, "technician")
    await openTriage(page())
    await card.getByText("C, probable").first().waitFor()
    expect(await card.getByText("Probably grady.archer@contoso.example").count()).toBeGreaterThan(0)
  })

  it("fits a phone, in the dark too", async () => {
    const phone = await openPage(browser(), practice, { ...PHONE, isDark: true })
    await openTriage(phone)
    await cardOn(phone, "Salaries 2027").getByText("How sure").first().waitFor()
    await phone.screenshot({ path: pictureAt("who-restored-phone") })

    expect(await overhang(phone)).toBeLessThanOrEqual(0)
    await phone.close()
  })
})
