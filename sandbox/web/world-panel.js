// "The world": what the customer's services hold now, with what changed since the last look marked for a while.
import { byId, element, fillSelect, shortTime } from "./dom.js"
import { tenantName, view } from "./state.js"

const MARKED_MS = 8_000

/** fact key → until when it is marked as changed */
const markedUntil = new Map()

const settingText = ([name, value]) =>
  value === true ? name : `${name}: ${Array.isArray(value) ? value.join(", ") : value}`

const forwardingLines = (mailbox) =>
  [mailbox.forwardingSmtpAddress, mailbox.forwardingAddress].filter(Boolean).map((target) => ({
    text: `Forwards to ${target.replace(/^smtp:/i, "")}`,
    tags: [mailbox.keepsCopy ? ["keeps a copy", ""] : ["keeps no copy", "bad"]],
  }))

const ruleLines = (mailbox) =>
  mailbox.rules.map((rule) => ({
    text: rule.name,
    tags: [rule.enabled ? ["on", ""] : ["off", "off"], ...(rule.hidden ? [["hidden", ""]] : [])],
    detail: Object.entries(rule.settings).map(settingText).join(" · "),
  }))

const permissionLines = (rows) =>
  rows.map((row) => ({ text: row.user, tags: row.accessRights.map((right) => [right, ""]) }))

/** What the panel says of a mailbox: one fact is one box. */
const mailboxFacts = (mailbox) => [
  {
    title: "Forwarding",
    lines: forwardingLines(mailbox),
    none: "Not forwarding",
    testId: "world-forwarding",
  },
  { title: "Inbox rules", lines: ruleLines(mailbox), none: "No rules", testId: "world-rules" },
  {
    title: "Who can open it",
    lines: permissionLines(mailbox.permissions),
    none: "Only the owner",
    testId: "world-permissions",
  },
  {
    title: "Who can send as it",
    lines: [
      ...permissionLines(mailbox.recipientPermissions),
      ...mailbox.grantSendOnBehalfTo.map((user) => ({ text: user, tags: [["on behalf", ""]] })),
    ],
    none: "Only the owner",
    testId: "world-send-as",
  },
]

const restoreLine = (session) => ({
  text: session.name,
  tags: [[session.state === "Working" ? "open" : "ended", ""]],
  detail: [session.initiatedBy, session.clientHost, shortTime(session.creationTime), session.details]
    .filter(Boolean)
    .join(" · "),
})

const tenantFacts = (world) => [
  {
    title: "Audit log",
    lines: [
      world.tenant.unifiedAuditEnabled
        ? { text: "On" }
        : { text: "Nothing is recorded", tags: [["off", "bad"]] },
    ],
    none: "",
    testId: "world-audit",
  },
  {
    title: "Restores from backup",
    lines: world.restores.slice(0, 5).map(restoreLine),
    none: "None",
    testId: "world-restores",
  },
]

/** Every fact of a customer by its key, as text that can be compared. */
function factTexts(world) {
  const { id } = world.tenant
  const texts = new Map()
  const add = (scope, facts) => {
    for (const { title, lines } of facts) texts.set(`${scope}:${title}`, JSON.stringify(lines))
  }
  add(id, tenantFacts(world))
  for (const mailbox of world.mailboxes) add(`${id}:${mailbox.upn}`, mailboxFacts(mailbox))
  return texts
}

/** Marks for a while what differs between two looks at the same customer; true when anything does. */
export function markChanges(before, after) {
  const old = factTexts(before)
  const changed = [...factTexts(after)].filter(([key, text]) => old.has(key) && old.get(key) !== text)
  for (const [key] of changed) markedUntil.set(key, Date.now() + MARKED_MS)
  return changed.length > 0
}

const lineNode = (line) =>
  element(
    "li",
    {},
    element("span", { class: "line-text" }, line.text),
    ...(line.tags ?? []).map(([word, tone]) => element("span", { class: `tag ${tone}` }, word)),
    line.detail && element("p", { class: "line-detail" }, line.detail),
  )

function factNode(scope, { title, lines, none, testId }) {
  const marked = (markedUntil.get(`${scope}:${title}`) ?? 0) > Date.now()
  return element(
    "section",
    { class: marked ? "fact changed" : "fact", "data-testid": testId },
    element("h3", {}, title, marked && element("span", { class: "tag just" }, "changed")),
    lines.length === 0 ? element("p", { class: "none" }, none) : element("ul", {}, ...lines.map(lineNode)),
  )
}

function drawPickers(world, choose) {
  const tenants = byId("tenant-select")
  fillSelect(
    tenants,
    view.tenants.map((one) => [one.id, one.displayName]),
    view.tenantId,
  )
  tenants.onchange = () => choose({ tenantId: tenants.value })
  const mailboxes = byId("mailbox-select")
  fillSelect(
    mailboxes,
    world.mailboxes.map((one) => [one.upn, `${one.displayName} (${one.upn})`]),
    view.mailboxUpn,
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
  const { tenantId } = view
  const ofMailbox = mailbox
    ? mailboxFacts(mailbox).map((fact) => factNode(`${tenantId}:${mailbox.upn}`, fact))
    : [element("p", { class: "empty" }, "This customer has no mailbox.")]
  byId("world").replaceChildren(
    ...(mailbox ? [element("h3", { class: "world-of" }, mailbox.displayName)] : []),
    ...ofMailbox,
    element("h3", { class: "world-of" }, tenantName(tenantId)),
    ...tenantFacts(world).map((fact) => factNode(tenantId, fact)),
  )
  byId("world").querySelector(".changed")?.scrollIntoView({ block: "nearest" })
}

/** How long until marks fade, milliseconds; the page draws once more then. */
export const markDuration = MARKED_MS
