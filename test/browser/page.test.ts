/** The practice page in a real Chromium: what a technician sees and presses. Pictures go to .cache/screenshots. */
import { mkdirSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { launchBrowser } from "./launch.ts"

/** `npm run screenshots` points this at docs/images. */
const PICTURES = resolve(process.env.SCREENSHOTS ?? ".cache/screenshots")

let browser: Browser
let practice: Practice
let page: Page

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true })
  browser = await launchBrowser()
})
afterAll(() => browser.close())

async function open(
  size = { width: 1440, height: 1120 },
  colorScheme: "light" | "dark" = "light",
): Promise<void> {
  practice = await startPractice()
  page = await browser.newPage({ viewport: size, colorScheme })
  await page.goto(`${practice.cloud.url}/`)
}

async function close(): Promise<void> {
  await page.close()
  await practice.close()
}

const picture = (name: string): Promise<Buffer> => page.screenshot({ path: join(PICTURES, `${name}.png`) })
const card = () => page.getByTestId("card").first()

describe("the practice page", () => {
  it("plays the main story: refused for the contact, done for the technician, proven on the card", async () => {
    await open()
    try {
      await page.getByTestId("story-01-forwarding").click()
      await page.getByTestId("channel-triage-Triage").click()
      const fix = card().getByRole("button", { name: "Stop forwarding" })
      await fix.waitFor()
      await picture("incident")

      const contact = practice.cloud.world.people.find((person) => person.kind === "contact")
      const technician = practice.cloud.world.people.find((person) => person.kind === "technician")
      await page.getByTestId("person-select").selectOption(contact?.objectId ?? "")
      await page.getByTestId("channel-triage-Triage").click()
      await fix.click()
      await page.getByTestId("toast").waitFor()
      expect(
        practice.cloud.world.tenants
          .flatMap((tenant) => tenant.mailboxes)
          .some((one) => one.forwardingSmtpAddress !== null),
      ).toBe(true)

      await page.getByTestId("person-select").selectOption(technician?.objectId ?? "")
      await page.getByTestId("channel-triage-Triage").click()
      await fix.click()
      await card()
        .getByText(/verified/i)
        .first()
        .waitFor()
      expect(await fix.count()).toBe(0)
      expect(
        practice.cloud.world.tenants
          .flatMap((tenant) => tenant.mailboxes)
          .some((one) => one.forwardingSmtpAddress !== null),
      ).toBe(false)
      await picture("fixed")
    } finally {
      await close()
    }
  })

  it("shows a hostile rule name literally: no link, no mention, no expression", async () => {
    await open()
    try {
      await page.getByTestId("story-07-hostile-text").click()
      await page.getByTestId("channel-triage-Triage").click()
      await card().waitFor()

      await expect
        .poll(() => card().innerText())
        .toContain("[click](https://evil.example) ${1+1} <at>all</at>")
      expect(await card().locator("a").count()).toBe(0)
    } finally {
      await close()
    }
  })

  it("fits a phone in the dark: nothing is wider than the screen", async () => {
    await open({ width: 390, height: 844 }, "dark")
    try {
      await page.getByTestId("story-01-forwarding").click()
      await page.getByTestId("channel-triage-Triage").click()
      await card().waitFor()
      await picture("phone-dark")

      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      )
      expect(overflow).toBe(0)
    } finally {
      await close()
    }
  })
})
