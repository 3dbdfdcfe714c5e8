/** "Secure account" on the practice page, as on a phone in the dark: confirmed, worked off step by step, nothing cut. */
import { mkdirSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import { launchBrowser } from "./launch.ts"

/** `npm run screenshots` points this at docs/images. */
const PICTURES = resolve(process.env.SCREENSHOTS ?? ".cache/screenshots")

let browser: Browser
let practice: Practice
let page: Page

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true })
  browser = await launchBrowser()
  practice = await startPractice()
  page = await browser.newPage({ viewport: { width: 390, height: 844 }, colorScheme: "dark" })
  await page.goto(`${practice.cloud.url}/`)
  await playStory(practice.cloud, "12-account-taken-over")
  await page.getByTestId("channel-triage-Triage").click()
})
afterAll(async () => {
  await page.close()
  await practice.close()
  await browser.close()
})

const card = (text: string) => page.getByTestId("card").filter({ hasText: text }).first()
/** What is wider than its place, in the whole page. */
const cut = () =>
  page.evaluate(
    "[...document.querySelectorAll('.ac-pushButton, .ac-pushButton > div, .ac-richTextBlock')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)",
  )

describe("securing an account on a phone", () => {
  it("shows every step before anything runs, and nothing of it is cut", async () => {
    const forwarding = card("mail-archive.example")
    await forwarding.waitFor()
    await forwarding
      .locator("button")
      .filter({ hasText: /^\.\.\.$/ })
      .click()
    await page.getByText("Secure account", { exact: true }).last().click()
    const confirm = card("Please confirm")
    await confirm.waitFor()

    const text = await confirm.innerText()
    for (const step of ["Keep evidence", "Block sign-in", "Reset password", "Remove this permission"])
      expect(text).toContain(step)
    expect(await cut()).toEqual([])
    await confirm.getByRole("button", { name: "Secure account now" }).click()
  })

  it("ends with a word and a mark for each step, and with what a person still has to do", async () => {
    const secured = card("Secure account: secured, 9 of 9 steps done")
    await secured.waitFor({ timeout: 60_000 })

    const text = await secured.innerText()
    expect(text.match(/✓ Done: /g)).toHaveLength(9)
    expect(text).toContain("By hand: Before sign-in is allowed again")
    expect(await cut()).toEqual([])
    // As tall as the card: a phone would be scrolled.
    await page.setViewportSize({ width: 390, height: 2_400 })
    await secured.screenshot({ path: join(PICTURES, "secured.png") })
  })
})
