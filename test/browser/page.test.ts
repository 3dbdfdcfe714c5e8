/** The practice page in a real Chromium: what a technician sees and presses. Pictures go to .cache/screenshots. */
import { mkdirSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Browser, Locator, Page } from "playwright-core"
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
  size = { width: 1440, height: 900 },
  colorScheme: "light" | "dark" = "light",
): Promise<void> {
  const read = Promise.withResolvers<number>()
  practice = await startPractice({
    onLog: (line) => {
      if (line.includes("mailbox snapshot stored") && line.includes('"contoso"')) read.resolve(Date.now())
    },
  })
  page = await browser.newPage({ viewport: size, colorScheme })
  await page.goto(`${practice.cloud.url}/`)
  // Cards show what was before, so that has to be read; records tell whole seconds, so the story comes in a later one.
  const readIn = Math.floor((await read.promise) / 1_000)
  await expect.poll(() => Math.floor(Date.now() / 1_000)).toBeGreaterThan(readIn)
}

async function close(): Promise<void> {
  await page.close()
  await practice.close()
}

const picture = (name: string): Promise<Buffer> => page.screenshot({ path: join(PICTURES, `${name}.png`) })
const card = () => page.getByTestId("card").first()

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
    try {
      await page.getByTestId("story-01-forwarding").click()
      await page.getByTestId("channel-triage-Triage").click()
      const fix = card().getByRole("button", { name: "Stop forwarding", exact: true })
      await fix.waitFor()
      for (const name of ["Stop forwarding", "Claim", "Not a threat"])
        expect(await isInSight(card().getByRole("button", { name }))).toBe(true)
      expect(await card().innerText()).toMatch(/off \(seen \d\d:\d\d\) → lynne\.robin@mail-archive\.example/)
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
      expect(await page.getByTestId("toast").count()).toBe(0)
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
      await page.mouse.move(0, 0)
      await picture("fixed")
    } finally {
      await close()
    }
  })

  it("keeps why and history behind Details, which anybody may open", async () => {
    await open()
    try {
      await page.getByTestId("story-01-forwarding").click()
      await page.getByTestId("channel-triage-Triage").click()
      const why = card().getByText(/password resets included/)
      const details = card().getByRole("button", { name: "Details" })
      await details.waitFor()

      expect(await why.isVisible()).toBe(false)
      await details.click()
      expect(await why.isVisible()).toBe(true)
      await details.click()
      expect(await why.isVisible()).toBe(false)
    } finally {
      await close()
    }
  })

  it.each([
    ["a desk", { width: 1440, height: 900 }],
    ["a phone", { width: 390, height: 844 }],
  ])("shows a refusal beside the controls of %s, and takes it away by itself", async (_name, size) => {
    await open(size)
    try {
      await page.clock.install()
      await page.getByTestId("story-01-forwarding").click()
      const contact = practice.cloud.world.people.find((person) => person.kind === "contact")
      await page.getByTestId("person-select").selectOption(contact?.objectId ?? "")
      await page.getByTestId("channel-triage-Triage").click()
      await card().getByRole("button", { name: "Stop forwarding" }).click()
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

      const buttons = await card().locator(".ac-pushButton").all()
      const places = await Promise.all(buttons.map((button) => button.boundingBox()))
      expect(places.length).toBeGreaterThan(3)
      expect(new Set(places.map((place) => place?.x)).size).toBe(1)
      expect(new Set(places.map((place) => place?.y)).size).toBe(places.length)
      const cut = await page.evaluate(
        "[...document.querySelectorAll('.ac-pushButton, .ac-pushButton > div, .ac-richTextBlock')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)",
      )
      expect(cut).toEqual([])

      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      )
      expect(overflow).toBe(0)
    } finally {
      await close()
    }
  })
})
