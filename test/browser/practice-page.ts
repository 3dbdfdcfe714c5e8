/** The practice page in a real Chromium: opened on a desk or a phone, and what the tests do and look for on it. */
import { mkdirSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Browser, Locator, Page } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import type { Practice } from "../../sandbox/practice.ts"
import type { PracticePerson } from "../../sandbox/world/types.ts"
import { personNamed } from "../stories/press.ts"
import { practiceForAll, type RunningPractice } from "../stories/running-practice.ts"
import { launchBrowser } from "./launch.ts"

/** `npm run screenshots` points this at docs/images. */
const PICTURES = resolve(process.env.SCREENSHOTS ?? ".cache/screenshots")

export type Screen = { readonly width: number; readonly height: number; readonly isDark?: boolean }

export const DESK: Screen = { width: 1440, height: 900 }
export const PHONE: Screen = { width: 390, height: 844 }

/** Where the picture of this name goes. */
export const pictureAt = (name: string): string => {
  mkdirSync(PICTURES, { recursive: true })
  return join(PICTURES, `${name}.png`)
}

/** One browser for all tests of the file. */
export function browserForAll(): () => Browser {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())
  return () => {
    if (browser === undefined) throw new Error("No browser runs: it starts with the first test.")
    return browser
  }
}

/** Waits a minute for whatever should appear on it. The caller, or the browser's end, closes it. */
export async function openPage(browser: Browser, practice: Practice, screen: Screen): Promise<Page> {
  const { isDark = false, ...viewport } = screen
  const page = await browser.newPage({ viewport, colorScheme: isDark ? "dark" : "light" })
  page.setDefaultTimeout(60_000)
  await page.goto(`${practice.cloud.url}/`)
  return page
}

/** One practice, one browser and one page for all tests of the file. */
export function pageForAll(screen: Screen): {
  readonly practice: RunningPractice
  readonly browser: () => Browser
  readonly page: () => Page
} {
  const practice = practiceForAll()
  const browser = browserForAll()
  let page: Page | undefined
  beforeAll(async () => {
    page = await openPage(browser(), practice, screen)
  })
  const opened = (): Page => {
    if (page === undefined) throw new Error("No page is open: it opens with the first test.")
    return page
  }
  return { practice, browser, page: opened }
}

export const openTriage = (page: Page): Promise<void> => page.getByTestId("channel-triage-Triage").click()

/** From now on the page is used by the practice's first person of this kind. */
export const actAs = async (
  page: Page,
  { world }: RunningPractice,
  kind: PracticePerson["kind"],
): Promise<void> => {
  await page.getByTestId("person-select").selectOption(personNamed(world, kind).objectId)
}

/** The newest card, or the newest with this text. */
export const cardOn = (page: Page, text?: string): Locator => {
  const cards = page.getByTestId("card")
  return (text === undefined ? cards : cards.filter({ hasText: text })).first()
}

export const say = async (page: Page, text: string): Promise<void> => {
  await page.locator("#message-box").fill(text)
  await page.locator("#message-box").press("Enter")
}

/** How much wider the page is than its screen, pixels. */
export const overhang = (page: Page): Promise<number> =>
  page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth")

/** Texts and buttons of cards that are wider than their place. */
export const cutOff = (page: Page): Promise<readonly string[]> =>
  page.evaluate<readonly string[]>(
    "[...document.querySelectorAll('.ac-pushButton, .ac-pushButton > div, .ac-richTextBlock')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)",
  )
