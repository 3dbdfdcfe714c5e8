/**
 * The cards in a real browser, drawn by Microsoft's own renderer with Markdown switched on, as narrow as a phone and in both
 * themes of the practice page: the samples, and the least and the most that each card can be asked to show.
 */
import { readdirSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { Page } from "playwright-core"
import { beforeAll, describe, expect, it } from "vitest"
import type { CardName } from "../../src/card/run-read-templates.ts"
import { renderCard, type View } from "../../src/card/template.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { EXTREMES } from "../card/extremes.ts"
import { drawInPage, type Seen } from "./draw-card.ts"
import { browserForAll, pictureAt } from "./practice-page.ts"

const FOLDER = new URL("../../cards/samples/", import.meta.url)
const WEB = new URL("../../sandbox/web/", import.meta.url)
/** Nothing listens there: every file is answered by the test. */
const PAGE = "http://cards.test/"
const VENDOR: Readonly<Record<string, readonly [name: string, path: string]>> = {
  "adaptivecards.min.js": ["adaptivecards", "dist/adaptivecards.min.js"],
  "markdown-it.umd.min.js": ["markdown-it", "dist/browser/markdown-it.umd.min.js"],
}
const HTML = `<!doctype html><link rel="stylesheet" href="web/style.css"><link rel="stylesheet" href="web/card.css">
<script src="vendor/adaptivecards.min.js"></script><script src="vendor/markdown-it.umd.min.js"></script>
<body style="display:block;height:auto"><div id="card" class="card"></div>`

const find = createRequire(import.meta.url).resolve
function fileOf(path: string): string {
  const [name, inside] = VENDOR[path.replace("/vendor/", "")] ?? []
  if (name === undefined || inside === undefined)
    return readFileSync(new URL(path.replace("/web/", ""), WEB), "utf8")
  return readFileSync(find(name).replace(new RegExp(`(/node_modules/${name}/).*`), `$1${inside}`), "utf8")
}

type Sample = { readonly card: CardName; readonly summary: string; readonly view: View }
const SAMPLES = readdirSync(FOLDER).map((file): readonly [string, JsonObject] => {
  const { card, view, summary }: Sample = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"))
  return [file, renderCard(card, view, summary).content]
})
const CARDS = [...SAMPLES, ...EXTREMES.map(([name, draw]) => [name, draw().content] as const)]

const browser = browserForAll()
let page: Page

beforeAll(async () => {
  page = await browser().newPage({ viewport: { width: 800, height: 900 } })
  await page.route(`${PAGE}**`, (route) => {
    const { pathname } = new URL(route.request().url())
    if (pathname === "/") return route.fulfill({ contentType: "text/html", body: HTML })
    const contentType = pathname.endsWith(".css") ? "text/css" : "text/javascript"
    return route.fulfill({ contentType, body: fileOf(pathname) })
  })
  await page.goto(PAGE)
})

const draw = (content: JsonObject, width: number, dark = false): Promise<Seen> =>
  drawInPage(page, { content, width, dark })

describe.each([
  ["light", false],
  ["dark", true],
] as const)("in the %s theme", (_theme, dark) => {
  it.each(CARDS)("%s can be read at 300 px", async (_name, content) => {
    const seen = await draw(content, 300, dark)

    expect(seen.cut).toEqual([])
    expect(seen.overlapping).toEqual([])
    expect(seen.faint).toEqual([])
    expect(seen.links).toBe(0)
    expect(seen.text).not.toMatch(/undefined|\$\{[a-z]/i)
  })
})

describe("the main cards", () => {
  it.each([
    ["card-new", "technician-new.json"],
    ["card-customer", "customer-new.json"],
    ["card-burst", "technician-burst.json"],
    ["card-confirm", "confirm-password.json"],
    ["card-secured", "technician-secured.json"],
    ["card-owner", "owner-asked.json"],
  ])("are drawn as %s.png, as they are posted", async (picture, file) => {
    const content = SAMPLES.find(([name]) => name === file)?.[1] ?? {}

    const seen = await drawInPage(page, { content, width: 480, dark: false, folded: true })
    const bytes = await page.locator("#card").screenshot({ path: pictureAt(picture) })

    expect(seen.cut).toEqual([])
    expect(bytes.length).toBeGreaterThan(5_000)
  })
})

describe("what looks at the cards", () => {
  const cardOf = (...body: JsonObject[]): JsonObject => ({ type: "AdaptiveCard", version: "1.5", body })

  it("shows a hostile rule name literally", async () => {
    const hostile = SAMPLES.find(([file]) => file === "technician-hostile.json")?.[1]

    const seen = await draw(hostile ?? {}, 700)

    expect(seen.text).toContain("[click](https://evil.example) ${1+1} <at>all</at>")
  })

  it("would notice a link: the renderer makes one of Markdown in a text block", async () => {
    const seen = await draw(cardOf({ type: "TextBlock", text: "[click](https://evil.example)" }), 300)

    expect(seen.links).toBe(1)
  })

  it("would notice text that is cut, and text that is too faint", async () => {
    const long = await draw(cardOf({ type: "TextBlock", text: "word ".repeat(40), wrap: false }), 300)
    // Subtle text of the dark theme on the light one's ground.
    const onLight = await drawInPage(page, {
      content: cardOf({ type: "TextBlock", text: "hello", isSubtle: true }),
      ...{ width: 300, dark: true, ground: "#ffffff" },
    })

    expect(long.cut).toHaveLength(1)
    expect(onLight.faint).toHaveLength(1)
  })
})
