/** What a person types and chooses on a card of the practice page. Pictures go to .cache/screenshots. */
import { beforeAll, describe, expect, it } from "vitest"
import { actAs, cardOn, openTriage, pageForAll, pictureAt } from "./practice-page.ts"

const { practice, page } = pageForAll({ width: 1280, height: 1000 })

beforeAll(() => page().getByTestId("story-01-forwarding").click())

const card = () => cardOn(page())
const button = (name: string) => card().getByRole("button", { name, exact: true })
const picture = (name: string): Promise<Buffer> => page().screenshot({ path: pictureAt(name) })
/** What can't be pressed now stands in line with what can. */
const paddingsOf = (selector: string): Promise<readonly string[]> =>
  page().evaluate<readonly string[]>(
    `[...document.querySelectorAll("${selector}")].map((one) => getComputedStyle(one).padding)`,
  )

describe("forms on the practice page", () => {
  it("take the customer's word of reason, and both cards tell it", async () => {
    const customer = practice.world.channels.find(({ kind }) => kind === "customer")
    await actAs(page(), practice, "contact")
    await page().getByTestId(`channel-customer-${customer?.name}`).click()
    await button("That was us").click()
    await card().getByRole("textbox").fill("We moved to the new office")
    await picture("form-that-was-us")
    await button("Send").click()
    await card().getByText("We moved to the new office").first().waitFor()

    await actAs(page(), practice, "technician")
    await openTriage(page())
    await card().getByText("We moved to the new office").first().waitFor()
  })

  it("show what a mute would hide before it is saved", async () => {
    await card().getByRole("button", { name: "More options" }).click()
    expect(await page().locator("[role=menuitem][aria-disabled=true]").count()).toBeGreaterThan(0)
    expect(new Set(await paddingsOf("[role=menuitem]")).size).toBe(1)
    await page().getByText("Mute", { exact: true }).first().click()
    await card().getByRole("textbox").fill("Migration, ticket 4711")
    await button("Show what it hides").click()
    await card()
      .getByText(/In the last 30 days it would have hidden \d+ alert/)
      .waitFor()
    await picture("form-mute")
    await button("Mute").click()

    await page()
      .getByTestId("toast")
      .getByText(/Mute 1 is saved/)
      .waitFor()
  })

  it("close an incident with a verdict and its reason", async () => {
    await openTriage(page())
    await button("Not a threat").click()
    await button("Close it").click()
    await card().getByText("Please give a word of reason.").waitFor()
    await card().getByRole("textbox").fill("A test by our own staff")
    await button("Close it").click()

    await card()
      .getByText(/Closed: not a threat/)
      .first()
      .waitFor()
    await picture("closed-with-a-reason")
    expect(await button("Reopen").count()).toBe(1)
  })
})
