/** A restore on the practice page: the grade that follows the evidence, and the question who needed it. Pictures go to .cache/screenshots. */
import { mkdirSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { channelOf } from "../../sandbox/observe.ts"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { addRestoreEvent, endRestore, startRestore } from "../../sandbox/stories/restore-session.ts"
import { launchBrowser } from "./launch.ts"

const PICTURES = resolve(process.env.SCREENSHOTS ?? ".cache/screenshots")

let browser: Browser
let practice: Practice
let page: Page

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true })
  browser = await launchBrowser()
  practice = await startPractice()
  page = await browser.newPage({ viewport: { width: 1280, height: 1000 } })
  page.setDefaultTimeout(30_000)
  await page.goto(`${practice.cloud.url}/`)
})
afterAll(async () => {
  await page.close()
  await practice.close()
  await browser.close()
})

const cardWith = (text: string) => page.getByTestId("card").filter({ hasText: text }).first()
const picture = (name: string): Promise<Buffer> => page.screenshot({ path: join(PICTURES, `${name}.png`) })
const personOf = (kind: "technician" | "contact"): string =>
  practice.cloud.world.people.find((person) => person.kind === kind)?.objectId ?? ""

describe("a restore on the practice page", () => {
  it("tells who it was ever more surely, and unfolds the evidence", async () => {
    await page.getByTestId("story-13-who-was-it").click()
    await page.getByTestId("channel-triage-Triage").click()
    const card = cardWith("Salaries 2027")
    await card.getByText("B, strong").first().waitFor()
    await card.getByRole("button", { name: "Details", exact: true }).click()
    await card.getByText("1 item of this session stands in that log as well.").waitFor()
    await picture("who-restored")
  })

  it("answers the question who restored a mailbox as surely as the card does", async () => {
    const box = page.locator("#message-box")
    await box.fill("who restored mailbox ben.young@adatum.example this week")
    await box.press("Enter")
    const answer = cardWith("Restores of ben.young@adatum.example, this week")
    await answer.getByText("B, strong").waitFor()
    await answer.getByText("Coverage.").waitFor()
    await answer.scrollIntoViewIfNeeded()
    await picture("who-restored-question")

    expect(await answer.getByText("Restored by ADWS04\\jlorenz from ADWS04").count()).toBe(1)
  })

  it("asks the customer who needed it, and shows the answer to both", async () => {
    const restore = {
      tenant: "contoso",
      alias: "grady.archer",
      initiatedBy: "contoso.onmicrosoft.com",
      clientHost: "CONWS03 (via: 192.0.2.17)",
    }
    startRestore(practice.cloud, restore)
    const item = {
      type: "Save",
      itemType: "IPM.Note",
      item: "Board minutes of June",
      target: "D:\\Handover",
    } as const
    addRestoreEvent(practice.cloud, restore, item)
    endRestore(practice.cloud, restore)
    const card = cardWith("Board minutes of June")
    await card.getByText("D, machine only").first().waitFor()
    await card.getByRole("button", { name: "Ask who needed it", exact: true }).click()
    await cardWith("Puts the question").getByRole("button", { name: "Ask", exact: true }).click()
    await card.getByText("asks who needed this restore").first().waitFor()

    await page.getByTestId("person-select").selectOption(personOf("contact"))
    const { name } = channelOf(practice.cloud.world, "customer", "contoso")
    await page.getByTestId(`channel-customer-${name}`).click()
    const theirs = cardWith("Who of you needed this, and what for?")
    await cardWith("Who needed this restore?").waitFor()
    await theirs.getByRole("button", { name: "That was us", exact: true }).click()
    const form = cardWith("Who made this restore?")
    await form.getByRole("textbox").nth(0).fill("grady.archer@contoso.example")
    await form.getByRole("textbox").nth(1).fill("He had deleted them by mistake")
    await picture("form-who-it-was")
    await form.getByRole("button", { name: "Send", exact: true }).click()
    await page.getByText("Thank you for your answer").first().waitFor()

    await page.getByTestId("person-select").selectOption(personOf("technician"))
    await page.getByTestId("channel-triage-Triage").click()
    await card.getByText("C, probable").first().waitFor()
    expect(await card.getByText("Probably grady.archer@contoso.example").count()).toBeGreaterThan(0)
  })

  it("fits a phone, in the dark too", async () => {
    const viewport = { width: 390, height: 844 }
    const phone = await browser.newPage({ viewport, colorScheme: "dark" })
    await phone.goto(`${practice.cloud.url}/`)
    await phone.getByTestId("channel-triage-Triage").click()
    const card = phone.getByTestId("card").filter({ hasText: "Salaries 2027" }).first()
    await card.getByText("How sure").first().waitFor()
    await phone.screenshot({ path: join(PICTURES, "who-restored-phone.png") })

    expect(
      await phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
    ).toBeLessThanOrEqual(0)
    await phone.close()
  })
})
