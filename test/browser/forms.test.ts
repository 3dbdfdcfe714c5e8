/** What a person types and chooses on a card of the practice page. Pictures go to .cache/screenshots. */
import { mkdirSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
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
  page.setDefaultTimeout(10_000)
  await page.goto(`${practice.cloud.url}/`)
  await page.getByTestId("story-01-forwarding").click()
})
afterAll(async () => {
  await page.close()
  await practice.close()
  await browser.close()
})

const card = () => page.getByTestId("card").first()
const button = (name: string) => card().getByRole("button", { name, exact: true })
const picture = (name: string): Promise<Buffer> => page.screenshot({ path: join(PICTURES, `${name}.png`) })
const personOf = (kind: "technician" | "contact"): string =>
  practice.cloud.world.people.find((person) => person.kind === kind)?.objectId ?? ""

describe("forms on the practice page", () => {
  it("take the customer's word of reason, and both cards tell it", async () => {
    const customer = practice.cloud.world.channels.find(({ kind }) => kind === "customer")
    await page.getByTestId("person-select").selectOption(personOf("contact"))
    await page.getByTestId(`channel-customer-${customer?.name}`).click()
    await button("That was us").click()
    await card().getByRole("textbox").fill("We moved to the new office")
    await picture("form-that-was-us")
    await button("Send").click()
    await card().getByText("We moved to the new office").first().waitFor()

    await page.getByTestId("person-select").selectOption(personOf("technician"))
    await page.getByTestId("channel-triage-Triage").click()
    await card().getByText("We moved to the new office").first().waitFor()
  })

  it("show what a mute would hide before it is saved", async () => {
    await card().getByRole("button", { name: "More options" }).click()
    await page.getByText("Mute", { exact: true }).first().click()
    await card().getByRole("textbox").fill("Migration, ticket 4711")
    await button("Show what it hides").click()
    await card()
      .getByText(/In the last 30 days it would have hidden \d+ alert/)
      .waitFor()
    await picture("form-mute")
    await button("Mute").click()

    await page
      .getByTestId("toast")
      .getByText(/Mute 1 is saved/)
      .waitFor()
  })

  it("close an incident with a verdict and its reason", async () => {
    await page.getByTestId("channel-triage-Triage").click()
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
