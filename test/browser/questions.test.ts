/** A question and the button under its answer, in a real Chromium: the button says the next question for who presses it. */
import type { Page } from "playwright-core"
import { expect, it, onTestFinished } from "vitest"
import { practiceForAll } from "../stories/running-practice.ts"
import {
  browserForAll,
  DESK,
  openPage,
  overhang,
  PHONE,
  pictureAt,
  type Screen,
  say,
} from "./practice-page.ts"

const practice = practiceForAll()
const browser = browserForAll()

const open = async (screen: Screen): Promise<Page> => {
  const page = await openPage(browser(), practice, screen)
  onTestFinished(() => page.close())
  return page
}

it("asks the next question with one press, and gets its answer", async () => {
  const page = await open(DESK)
  await say(page, "show forwards at contoso")
  const button = page.getByRole("button", { name: "Delegates" }).last()
  await button.click()

  await page.getByText("Delegates: ").first().waitFor()
  await page.screenshot({ path: pictureAt("question") })
  expect(await page.getByText("show delegates at contoso").count()).toBeGreaterThan(0)
})

it("saves an answer in one's own OneDrive, and opens a report, on a phone in the dark", async () => {
  const page = await open({ ...PHONE, isDark: true })
  await page.locator('[data-testid^="channel-personal-"]').first().click()
  await say(page, "posture at contoso")
  await page.getByText("Mailboxes with auditing off").waitFor()
  await say(page, "export that as csv")
  await page.getByTestId("file-consent").waitFor()
  await page.screenshot({ path: pictureAt("file-offered") })

  await page.getByRole("button", { name: "Allow" }).click()

  await page.getByTestId("file").waitFor()
  expect(await page.getByTestId("file").innerText()).toContain("posture-of-contoso-manufacturing.csv")
  expect(await page.getByTestId("file-consent").count()).toBe(0)
  await say(page, "report this month at contoso")
  const link = page.getByRole("link", { name: "Open the report" })
  await link.waitFor()
  await page.screenshot({ path: pictureAt("report-card") })
  expect(await overhang(page)).toBe(0)
  const [report] = await Promise.all([page.waitForEvent("popup"), link.click()])
  await report.waitForLoadState()
  expect(await report.locator("h1").innerText()).toContain("Contoso Manufacturing: security report for")
})
