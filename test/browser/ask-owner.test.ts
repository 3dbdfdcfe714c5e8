/** Asking a mailbox's owner, played on the practice page: from the technician's card to the owner's chat and back. */
import { beforeAll, describe, expect, it } from "vitest"
import { actAs, cardOn, cutOff, openTriage, pageForAll } from "./practice-page.ts"

const { practice, page } = pageForAll({ width: 1280, height: 1000 })

beforeAll(() => page().getByTestId("story-04-full-access").click())

const card = () => cardOn(page())
const button = (name: string) => card().getByRole("button", { name, exact: true })
const says = (text: string | RegExp) => card().getByText(text).first().waitFor()

describe("the owner of a mailbox on the practice page", () => {
  it("is asked in their own chat, and the answer is on both cards", async () => {
    await openTriage(page())
    await card().getByRole("button", { name: "More options" }).click()
    await page().getByText("Ask the owner", { exact: true }).first().click()
    await says(/Isaiah Langer gets this in their own chat/)
    await button("Ask them").click()
    await says(/Isaiah Langer was asked by Kim Vega/)

    await actAs(page(), practice, "user")
    await page().getByTestId("channel-personal-Chat with Isaiah Langer").click()
    await says("Was this you?")
    expect(await cutOff(page())).toEqual([])
    await button("I don't know").click()
    await says("Thank you for your answer")

    await actAs(page(), practice, "technician")
    await openTriage(page())
    await says("High severity · the owner doesn't know this")
  })
})
