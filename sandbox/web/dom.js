// Builds elements. Text always goes in as text: no function of this page takes HTML.

/** An element with attributes (listeners start with "on", undefined and false are left out) and children. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false || value === null) continue
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value)
    else made.setAttribute(name, value === true ? "" : String(value))
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false))
  return made
}

export const byId = (id) => document.getElementById(id)

/** Initials for an avatar: two letters at most. */
export const initials = (name) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => part.charAt(0).toUpperCase())
    .join("")

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" })
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" })

/** Time of the reader's clock; the day is added when it isn't today. */
export function shortTime(at) {
  const then = new Date(at)
  const isToday = then.toDateString() === new Date().toDateString()
  return isToday ? clock.format(then) : `${day.format(then)}, ${clock.format(then)}`
}

/**
 * Makes `nodes` the children of `container`. A node that is there already isn't taken out and put back:
 * it keeps the focus, the typed text and the place where the reader has scrolled to.
 */
export function place(container, nodes) {
  for (const [index, node] of nodes.entries()) {
    const there = container.children[index]
    if (there === node) continue
    if (there && !nodes.includes(there)) there.replaceWith(node)
    else container.insertBefore(node, there ?? null)
  }
  while (container.children.length > nodes.length) container.lastElementChild.remove()
}

/** Replaces all children; what had the focus has it again when its test id comes back. */
export function redraw(container, nodes) {
  const active = document.activeElement
  const focused = container.contains(active) ? active?.dataset?.testid : undefined
  container.replaceChildren(...nodes)
  if (focused) container.querySelector(`[data-testid="${CSS.escape(focused)}"]`)?.focus()
}

/** Fills a select with `[value, text]` pairs; one that is open isn't disturbed while nothing changed. */
export function fillSelect(select, options, value) {
  const key = JSON.stringify(options)
  if (select.dataset.options !== key) {
    select.dataset.options = key
    select.replaceChildren(...options.map(([id, text]) => element("option", { value: id }, text)))
  }
  if (value !== undefined && select.value !== value) select.value = value
}
