/** A question and the button under its answer, in a real Chromium: the button says the next question for who presses it. */
import { mkdirSync } from "node:fs"
import { join, resolve } from "node:path"
import { expect, it } from "vitest"
import { startPractice } from "../../sandbox/practice.ts"
import { launchBrowser } from "./launch.ts"

const PICTURES = resolve(process.env.SCREENSHOTS ?? ".cache/screenshots")

it("asks the next question with one press, and gets its answer", async () => {
  mkdirSync(PICTURES, { recursive: true })
  const browser = await launchBrowser()
  const practice = await startPractice()
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(`${practice.cloud.url}/`)
    const box = page.locator("#message-box")
    await box.fill("show forwards at contoso")
    await box.press("Enter")
    const button = page.getByRole("button", { name: "Delegates" }).last()
    await button.click({ timeout: 60_000 })

    await page.getByText("Delegates: ").first().waitFor({ timeout: 60_000 })
    await page.screenshot({ path: join(PICTURES, "question.png") })
    expect(await page.getByText("show delegates at contoso").count()).toBeGreaterThan(0)
  } finally {
    await practice.close()
    await browser.close()
  }
})

it("saves an answer in one's own OneDrive, and opens a report, on a phone in the dark", async () => {
  mkdirSync(PICTURES, { recursive: true })
  const browser = await launchBrowser()
  const practice = await startPractice()
  try {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 }, colorScheme: "dark" })
    await page.goto(`${practice.cloud.url}/`)
    await page.locator('[data-testid^="channel-personal-"]').first().click()
    const ask = async (text: string): Promise<void> => {
      await page.locator("#message-box").fill(text)
      await page.locator("#message-box").press("Enter")
    }
    await ask("audit status of contoso")
    await page.getByText("Mailboxes with auditing off").waitFor({ timeout: 60_000 })
    await ask("export that as csv")
    await page.getByTestId("file-consent").waitFor({ timeout: 60_000 })
    await page.screenshot({ path: join(PICTURES, "file-offered.png") })

    await page.getByRole("button", { name: "Allow" }).click()

    await page.getByTestId("file").waitFor({ timeout: 60_000 })
    expect(await page.getByTestId("file").innerText()).toContain("audit-status-of-contoso-manufacturing.csv")
    expect(await page.getByTestId("file-consent").count()).toBe(0)
    await ask("report this month at contoso")
    const open = page.getByRole("link", { name: "Open the report" })
    await open.waitFor({ timeout: 60_000 })
    await page.screenshot({ path: join(PICTURES, "report-card.png") })
    expect(
      await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
    ).toBe(0)
    const [report] = await Promise.all([page.waitForEvent("popup"), open.click()])
    await report.waitForLoadState()
    expect(await report.locator("h1").innerText()).toContain("Contoso Manufacturing: security report for")
  } finally {
    await practice.close()
    await browser.close()
  }
})
