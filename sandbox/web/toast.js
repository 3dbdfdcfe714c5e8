// Short notes in the corner: refusals, and what went wrong.
import { byId, element } from "./dom.js"

const VISIBLE_MS = 12_000

export function toast(text) {
  const close = element(
    "button",
    { type: "button", class: "ghost small", "aria-label": "Close note" },
    "Close",
  )
  const note = element("div", { class: "toast", "data-testid": "toast" }, element("p", {}, text), close)
  close.addEventListener("click", () => note.remove())
  byId("toasts").append(note)
  setTimeout(() => note.remove(), VISIBLE_MS)
}

/** Said by screen readers, not shown. */
export const announce = (text) => {
  byId("announcer").textContent = text
}
