/** Draws a card on the practice page's own script and looks at it: what is cut, what lies on something else, what is too faint. */
import type { Page } from "playwright-core"
import type { JsonObject } from "../../src/model/json.ts"

export type Seen = {
  readonly text: string
  /** Links, pictures and mentions. */
  readonly links: number
  /** Texts that stick out of their place. */
  readonly cut: readonly string[]
  /** Texts and buttons that lie on another one. */
  readonly overlapping: readonly string[]
  /** Texts whose contrast is below 4.5:1. Source: WCAG 2.2, success criterion 1.4.3. */
  readonly faint: readonly string[]
}

type Drawing = {
  readonly content: JsonObject
  readonly width: number
  readonly dark: boolean
  readonly ground?: string
  /** As it is posted; else everything that unfolds is shown unfolded. */
  readonly folded?: boolean
}

export function drawInPage(page: Page, drawing: Drawing): Promise<Seen> {
  const { content, width, dark, ground, folded = false } = drawing
  const posted = JSON.stringify(content)
  const shown = folded ? posted : posted.replaceAll('"isVisible":false', '"isVisible":true')
  return page.evaluate<Seen>(`(${LOOK})(${JSON.stringify({ shown, width, dark, ground })})`)
}

/** Runs in the page, as text: the renderer and the document exist only there. */
const LOOK = `async ({ shown, width, dark, ground }) => {
  const { drawCard } = await import("/web/card.js")
  document.documentElement.dataset.theme = dark ? "dark" : "light"
  const box = document.getElementById("card")
  box.style.width = width + "px"
  box.replaceChildren(drawCard(JSON.parse(shown), dark, () => {}, () => {}))
  if (ground) box.querySelector(".ac-adaptiveCard").style.backgroundColor = ground

  const TEXTS = ".ac-richTextBlock, .ac-textBlock, .ac-pushButton, .ac-input-container label"
  const texts = [...box.querySelectorAll(TEXTS)].filter((node) => node.offsetParent !== null && node.textContent.trim() !== "")
  const said = (node) => node.textContent.trim().slice(0, 80)
  const right = box.getBoundingClientRect().right
  const cut = texts.flatMap((node) => [node, ...node.querySelectorAll("p, div")]).filter((node) =>
    node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1 || node.getBoundingClientRect().right > right + 1)

  const rects = texts.map((node) => ({ node, rect: node.getBoundingClientRect() }))
  const lies = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1
  const overlapping = rects.flatMap((one, index) =>
    rects.slice(index + 1).filter((other) => !one.node.contains(other.node) && lies(one.rect, other.rect)).map((other) => said(one.node) + " / " + said(other.node)))

  const channels = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number)
  const light = (color) => {
    const [red, green, blue] = channels(color).map((value) => value / 255).map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const behind = (node) => {
    const { backgroundColor } = getComputedStyle(node)
    return channels(backgroundColor)[3] === 0 && node.parentElement ? behind(node.parentElement) : backgroundColor
  }
  const contrast = (node) => {
    const [low, high] = [light(getComputedStyle(node).color), light(behind(node))].toSorted((a, b) => a - b)
    return (high + 0.05) / (low + 0.05)
  }
  const leaves = [...box.querySelectorAll("*")].filter((node) =>
    node.offsetParent !== null && !node.closest("[disabled], .ac-pushButton[aria-disabled='true']") &&
    [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim() !== ""))
  const faint = leaves.filter((node) => contrast(node) < 4.5)

  return {
    text: box.innerText,
    links: box.querySelectorAll("a, img, at").length,
    cut: cut.map(said),
    overlapping,
    faint: faint.map((node) => said(node) + " " + contrast(node).toFixed(1)),
  }
}`
