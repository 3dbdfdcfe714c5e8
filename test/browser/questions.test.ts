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
    await button.click({ timeout: 20_000 })

    await page.getByText("Delegates: ").first().waitFor({ timeout: 20_000 })
    await page.screenshot({ path: join(PICTURES, "question.png") })
    expect(await page.getByText("show delegates at contoso").count()).toBeGreaterThan(0)
  } finally {
    await practice.close()
    await browser.close()
  }
})
