/** The sample cards in a real browser, drawn by Microsoft's own renderer with Markdown switched on. */
import { readdirSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { CardName } from "../../src/card/run-read-templates.ts"
import { renderCard, type View } from "../../src/card/template.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { launchBrowser } from "./launch.ts"

const resolve = createRequire(import.meta.url).resolve
const packageFile = (name: string, path: string) =>
  resolve(name).replace(new RegExp(`(/node_modules/${name}/).*`), `$1${path}`)

const FOLDER = new URL("../../cards/samples/", import.meta.url)
type Sample = { readonly card: CardName; readonly summary: string; readonly view: View }
const samples = readdirSync(FOLDER).map((file): [string, Sample] => [
  file,
  JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")),
])

let browser: Browser
let page: Page

beforeAll(async () => {
  browser = await launchBrowser()
  page = await browser.newPage({ viewport: { width: 800, height: 900 } })
  // Teams breaks words that are wider than their column; the bare renderer doesn't.
  await page.setContent(
    "<style>body{margin:0;font:14px sans-serif}#card{overflow-wrap:anywhere}</style><div id=card></div>",
  )
  await page.addScriptTag({ path: packageFile("adaptivecards", "dist/adaptivecards.min.js") })
  await page.addScriptTag({ path: packageFile("markdown-it", "dist/browser/markdown-it.umd.min.js") })
})
afterAll(() => browser?.close())

/** What a person sees, and what could be pressed or would stick out. */
type Seen = { readonly text: string; readonly links: number; readonly wide: readonly string[] }

const drawContent = (card: JsonObject, width: number): Promise<Seen> =>
  page.evaluate<Seen>(`(${DRAW})(${JSON.stringify({ card, width })})`)
const draw = ({ card, view, summary }: Sample, width: number) =>
  drawContent(renderCard(card, view, summary).content, width)

/** Runs in the page, as text: the renderer's globals exist only there. */
const DRAW = `({ card, width }) => {
  const { AdaptiveCard, HostConfig } = globalThis.AdaptiveCards
  const markdown = globalThis.markdownit({ linkify: true })
  AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown.render(text)
    result.didProcess = true
  }
  const drawn = new AdaptiveCard()
  drawn.hostConfig = new HostConfig({ fontFamily: "sans-serif" })
  const box = document.getElementById("card")
  box.style.width = width + "px"
  drawn.parse(card)
  box.replaceChildren(drawn.render())
  const wide = [...box.querySelectorAll(".ac-richTextBlock, .ac-textBlock")].filter((node) => node.scrollWidth > node.clientWidth + 1)
  return { text: box.innerText, links: box.querySelectorAll("a, img, at").length, wide: wide.map((node) => node.innerText) }
}`

describe("the sample cards in Chromium", () => {
  it.each(samples)("%s fits 300 px and has no link", async (_file, sample) => {
    const seen = await draw(sample, 300)

    expect(seen.wide).toEqual([])
    expect(seen.links).toBe(0)
    expect(seen.text).not.toContain("undefined")
  })

  it("shows a hostile rule name literally", async () => {
    const hostile = samples.find(([file]) => file === "technician-hostile.json")?.[1]
    if (hostile === undefined) throw new Error("The sample is missing.")

    const seen = await draw(hostile, 700)

    expect(seen.text).toContain("[click](https://evil.example) ${1+1} <at>all</at>")
  })

  it("would notice a link: the renderer makes one of Markdown in a text block", async () => {
    const content = {
      type: "AdaptiveCard",
      version: "1.5",
      body: [{ type: "TextBlock", text: "[click](https://evil.example)" }],
    }

    const seen = await drawContent(content, 300)

    expect(seen.links).toBe(1)
  })
})
