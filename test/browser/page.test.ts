/** The practice page in a real Chromium: what a technician sees and presses. Pictures go to .cache/screenshots. */
import type { Locator, Page } from "playwright-core"
import { afterEach, describe, expect, it } from "vitest"
import { practiceForEach } from "../stories/running-practice.ts"
import {
  actAs,
  browserForAll,
  cardOn,
  cutOff,
  DESK,
  openPage,
  openTriage,
  overhang,
  PHONE,
  pictureAt,
  type Screen,
} from "./practice-page.ts"

let read: PromiseWithResolvers<number>
const practice = practiceForEach(() => {
  read = Promise.withResolvers<number>()
  return {
    onLog: (line) => {
      if (line.includes("mailbox snapshot stored") && line.includes('"contoso"')) read.resolve(Date.now())
    },
  }
})
const browser = browserForAll()
let page: Page

afterEach(() => page.close())

async function open(screen: Screen = DESK): Promise<void> {
  page = await openPage(browser(), practice, screen)
  // Cards show what was before, so that has to be read; records tell whole seconds, so the story comes in a later one.
  const readIn = Math.floor((await read.promise) / 1_000)
  await expect.poll(() => Math.floor(Date.now() / 1_000)).toBeGreaterThan(readIn)
}

/** A story is played, and its card looked at. */
async function play(story: string): Promise<void> {
  await page.getByTestId(`story-${story}`).click()
  await openTriage(page)
}

const picture = (name: string): Promise<Buffer> => page.screenshot({ path: pictureAt(name) })
const card = () => cardOn(page)
const isForwarded = (): boolean =>
  practice.world.tenants
    .flatMap(({ mailboxes }) => mailboxes)
    .some(({ forwardingSmtpAddress }) => forwardingSmtpAddress !== null)

/** Inside the part of the page that shows messages: nothing has to be scrolled. */
async function isInSight(what: Locator): Promise<boolean> {
  const [box, frame] = await Promise.all([what.boundingBox(), page.locator("#threads").boundingBox()])
  if (box === null || frame === null) return false
  return box.y >= frame.y && box.y + box.height <= frame.y + frame.height
}

/** What is pressed on the page itself; messages scroll below it. */
const CONTROLS = [".bar", ".rail", ".world", ".compose", ".tabs"]
  .flatMap((part) => ["button", "select", "textarea"].map((control) => `${part} ${control}:visible`))
  .join(", ")

const overlaps = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

describe("the practice page", () => {
  it("plays the main story: refused for the contact, done for the technician, proven on the card", async () => {
    await open()
    await play("01-forwarding")
    const fix = card().getByRole("button", { name: "Stop forwarding", exact: true })
    await fix.waitFor()
    for (const name of ["Stop forwarding", "Claim", "Not a threat"])
      expect(await isInSight(card().getByRole("button", { name }))).toBe(true)
    expect(await card().innerText()).toMatch(/off \(seen \d\d:\d\d\) → lynne\.robin@mail-archive\.example/)
    await picture("incident")

    await actAs(page, practice, "contact")
    await openTriage(page)
    await fix.click()
    await page.getByTestId("toast").waitFor()
    expect(isForwarded()).toBe(true)

    await actAs(page, practice, "technician")
    expect(await page.getByTestId("toast").count()).toBe(0)
    await openTriage(page)
    await fix.click()
    await card()
      .getByText(/verified/i)
      .first()
      .waitFor()
    expect(await fix.count()).toBe(0)
    expect(isForwarded()).toBe(false)
    await page.mouse.move(0, 0)
    await picture("fixed")
  })

  it("tells by ear what a card is, and shows on which one the keyboard is", async () => {
    await open()
    await play("01-forwarding")
    const drawn = card().getByRole("group", {
      name: /^Critical severity\. Contoso Manufacturing · incident 1\./,
    })
    await drawn.waitFor()
    await page.locator("#threads").focus()
    await page.keyboard.press("Tab")

    const label = "document.activeElement.getAttribute('aria-label')"
    expect(await page.evaluate<string>(label)).toBe(await drawn.getAttribute("aria-label"))
    const ring = "getComputedStyle(document.activeElement).outlineStyle"
    expect(await page.evaluate<string>(ring)).toBe("solid")
  })

  it("keeps why and history behind Details, which anybody may open", async () => {
    await open()
    await play("01-forwarding")
    const why = card().getByText(/password resets included/)
    const details = card().getByRole("button", { name: "Details" })
    await details.waitFor()

    expect(await why.isVisible()).toBe(false)
    await details.click()
    expect(await why.isVisible()).toBe(true)
    await details.click()
    expect(await why.isVisible()).toBe(false)
  })

  it.each([
    ["a desk", DESK],
    ["a phone", PHONE],
  ])("shows a refusal beside the controls of %s, and takes it away by itself", async (_name, screen) => {
    await open(screen)
    await page.clock.install()
    await page.getByTestId("story-01-forwarding").click()
    await actAs(page, practice, "contact")
    await openTriage(page)
    const fix = card().getByRole("button", { name: "Stop forwarding" })
    await fix.waitFor()
    // From here on time passes on the page only as the test lets it, however long looking takes.
    await page.clock.pauseAt(Date.now() + 60_000)
    await fix.click()
    const note = page.getByTestId("toast")
    await note.waitFor()

    const box = await note.boundingBox()
    if (box === null) throw new Error("the note has no place")
    const controls = await page.locator(CONTROLS).all()
    const places = await Promise.all(controls.map((control) => control.boundingBox()))
    expect(places.length).toBeGreaterThan(5)
    expect(places.filter((place) => place !== null && overlaps(box, place))).toEqual([])

    await note.hover()
    await page.clock.runFor(20_000)
    expect(await note.count()).toBe(1)
    await page.getByTestId("theme").hover()
    await page.clock.runFor(9_000)
    expect(await note.count()).toBe(0)
  })

  it("shows a hostile rule name literally: no link, no mention, no expression", async () => {
    await open()
    await play("07-hostile-text")
    await card().waitFor()

    await expect.poll(() => card().innerText()).toContain("[click](https://evil.example) ${1+1} <at>all</at>")
    expect(await card().locator("a").count()).toBe(0)
  })

  it("opens the messages of a phone at the newest card, also of stories that were played before", async () => {
    await open(PHONE)
    await page.getByTestId("story-01-forwarding").click()
    await page.getByTestId("story-02-inbox-rule").click()
    await expect.poll(() => page.getByTestId("card").count()).toBe(2)
    await page.locator("[data-tab-button=talk]").click()

    await expect
      .poll(() => isInSight(page.getByTestId("card").last().getByRole("heading").first()))
      .toBe(true)
  })

  it("fits a phone in the dark: nothing is wider than the screen", async () => {
    await open({ ...PHONE, isDark: true })
    await play("01-forwarding")
    await card().waitFor()
    await picture("phone-dark")

    const buttons = await card().locator(".ac-pushButton").all()
    const places = await Promise.all(buttons.map((button) => button.boundingBox()))
    expect(places.length).toBeGreaterThan(3)
    expect(new Set(places.map((place) => place?.x)).size).toBe(1)
    expect(new Set(places.map((place) => place?.y)).size).toBe(places.length)
    expect(await cutOff(page)).toEqual([])

    expect(await overhang(page)).toBe(0)
    await page.setViewportSize({ width: 360, height: 780 })
    const title =
      "const { scrollWidth, clientWidth } = document.querySelector('.brand h1'); scrollWidth - clientWidth"
    expect(await page.evaluate<number>(title)).toBe(0)
    expect(await overhang(page)).toBe(0)
  })
})
