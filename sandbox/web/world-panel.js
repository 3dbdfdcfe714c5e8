// "The world": what the customer's services hold now, with what changed since the last look marked for a while.
import { byId, element, shortTime } from "./dom.js"
import { tenantName, view } from "./state.js"

const MARKED_MS = 8_000

/** row key → text at the last look, and until when it is marked */
const seen = new Map()
const markedUntil = new Map()

function isMarked(key, text) {
  const before = seen.get(key)
  seen.set(key, text)
  if (before !== undefined && before !== text) markedUntil.set(key, Date.now() + MARKED_MS)
  return (markedUntil.get(key) ?? 0) > Date.now()
}

/** One labeled row. `lines`: each `{ text, tags?, detail?, key? }`. */
function section(scope, title, lines, empty, testId) {
  const key = `${scope}:${title}`
  const marked = isMarked(key, JSON.stringify(lines))
  const content =
    lines.length === 0
      ? element("p", { class: "none" }, empty)
      : element(
          "ul",
          {},
          ...lines.map((line) =>
            element(
              "li",
              {},
              element("span", { class: "line-text" }, line.text),
              ...(line.tags ?? []).map(([word, tone]) => element("span", { class: `tag ${tone}` }, word)),
              line.detail && element("p", { class: "line-detail" }, line.detail),
            ),
          ),
        )
  return element(
    "section",
    { class: marked ? "fact changed" : "fact", "data-testid": testId },
    element("h3", {}, title, marked && element("span", { class: "tag just" }, "changed")),
    content,
  )
}

const settingText = ([name, value]) =>
  value === true ? name : `${name}: ${Array.isArray(value) ? value.join(", ") : value}`

function forwardingLines(mailbox) {
  const targets = [mailbox.forwardingSmtpAddress, mailbox.forwardingAddress].filter(Boolean)
  return targets.map((target) => ({
    text: `Forwards to ${target}`,
    tags: [mailbox.keepsCopy ? ["keeps a copy", ""] : ["keeps no copy", "bad"]],
  }))
}

function mailboxSections(scope, mailbox) {
  const rules = mailbox.rules.map((rule) => ({
    text: rule.name,
    tags: [rule.enabled ? ["on", "bad"] : ["off", "good"], ...(rule.hidden ? [["hidden", "bad"]] : [])],
    detail: Object.entries(rule.settings).map(settingText).join(" · "),
  }))
  const rows = (permissions) =>
    permissions.map((row) => ({ text: row.user, tags: row.accessRights.map((right) => [right, ""]) }))
  return [
    section(scope, "Forwarding", forwardingLines(mailbox), "Not forwarding", "world-forwarding"),
    section(scope, "Inbox rules", rules, "No rules", "world-rules"),
    section(scope, "Who can open it", rows(mailbox.permissions), "Only the owner", "world-permissions"),
    section(
      scope,
      "Who can send as it",
      [
        ...rows(mailbox.recipientPermissions),
        ...mailbox.grantSendOnBehalfTo.map((user) => ({ text: user, tags: [["on behalf", ""]] })),
      ],
      "Only the owner",
      "world-send-as",
    ),
  ]
}

function tenantSections(scope, world) {
  const restores = world.restores.slice(0, 5).map((session) => ({
    text: session.name,
    tags: [[session.state === "Working" ? "open" : "ended", ""]],
    detail: `${session.initiatedBy} · ${shortTime(session.creationTime)} · ${session.details}`,
  }))
  const audit = world.tenant.unifiedAuditEnabled
    ? { text: "On", tags: [] }
    : { text: "Off: nothing is recorded", tags: [["off", "bad"]] }
  return [
    section(scope, "Audit log", [audit], "", "world-audit"),
    section(scope, "Restores from backup", restores, "None", "world-restores"),
  ]
}

function drawPickers(world, choose) {
  const tenants = byId("tenant-select")
  tenants.replaceChildren(
    ...view.tenants.map((one) =>
      element("option", { value: one.id, selected: one.id === view.tenantId }, one.displayName),
    ),
  )
  tenants.onchange = () => choose({ tenantId: tenants.value })
  const mailboxes = byId("mailbox-select")
  mailboxes.replaceChildren(
    ...world.mailboxes.map((one) =>
      element(
        "option",
        { value: one.upn, selected: one.upn === view.mailboxUpn },
        `${one.displayName} (${one.upn})`,
      ),
    ),
  )
  mailboxes.onchange = () => choose({ tenantId: view.tenantId, upn: mailboxes.value })
}

/** Draws the panel for the chosen tenant and mailbox; `choose({ tenantId, upn? })` is called by the pickers. */
export function drawWorld(choose) {
  const world = view.worlds.get(view.tenantId)
  if (!world) {
    byId("world").replaceChildren(element("p", { class: "empty" }, "Loading what the services hold."))
    return
  }
  const mailbox = world.mailboxes.find((one) => one.upn === view.mailboxUpn) ?? world.mailboxes[0]
  view.mailboxUpn = mailbox?.upn
  drawPickers(world, choose)
  byId("world").replaceChildren(
    element("h3", { class: "world-of" }, mailbox ? mailbox.displayName : tenantName(view.tenantId)),
    ...(mailbox
      ? mailboxSections(`${view.tenantId}:${mailbox.upn}`, mailbox)
      : [element("p", { class: "empty" }, "This customer has no mailbox.")]),
    element("h3", { class: "world-of" }, tenantName(view.tenantId)),
    ...tenantSections(view.tenantId, world),
  )
}

/** How long until marks fade, milliseconds; the page draws once more then. */
export const markDuration = MARKED_MS
