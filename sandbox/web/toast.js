// Short notes in the corner: refusals, and what went wrong.
import { byId, element } from "./dom.js"

/** Long enough to read two sentences; while the pointer or the keyboard is on a note, it stays. */
const VISIBLE_MS = 8_000

export function toast(text) {
  const close = element(
    "button",
    { type: "button", class: "ghost small", "aria-label": "Close note" },
    "Close",
  )
  const note = element("div", { class: "toast", "data-testid": "toast" }, element("p", {}, text), close)
  close.addEventListener("click", () => note.remove())
  // One at a time: a pile would cover what it is about.
  byId("toasts").replaceChildren(note)
  leaveWhenUnused(note)
}

function leaveWhenUnused(note) {
  let timer
  const stay = () => clearTimeout(timer)
  const leave = () => {
    stay()
    if (!note.matches(":hover, :focus-within")) timer = setTimeout(() => note.remove(), VISIBLE_MS)
  }
  for (const event of ["pointerenter", "focusin"]) note.addEventListener(event, stay)
  // After "focusout" the note still matches :focus-within, so the question is asked a moment later.
  for (const event of ["pointerleave", "focusout"]) note.addEventListener(event, () => queueMicrotask(leave))
  leave()
}

/** What one person was told is not for the next one who looks. */
export const clearToasts = () => byId("toasts").replaceChildren()

/** Said by screen readers, not shown. */
export const announce = (text) => {
  byId("announcer").textContent = text
}
