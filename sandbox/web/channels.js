// The channel list: customers, the triage channel, the own chat.
import { byId, element, fillSelect, redraw } from "./dom.js"
import { channelName, isMember, person, view, visibleChannels } from "./state.js"

const GROUPS = [
  { kind: "triage", title: "Service desk" },
  { kind: "customer", title: "Customers" },
  { kind: "personal", title: "Chat" },
]

function channelButton(one, onChoose) {
  const unread = view.unread.get(one.id) ?? 0
  const member = isMember(person(), one)
  return element(
    "button",
    {
      type: "button",
      class: "channel",
      "data-testid": `channel-${one.kind}-${one.name}`,
      "aria-current": one.id === view.channelId ? "true" : undefined,
      onclick: () => onChoose(one.id),
    },
    element("span", { class: "channel-sign", "aria-hidden": "true" }, one.kind === "personal" ? "@" : "#"),
    element("span", { class: "channel-name" }, channelName(one)),
    !member &&
      element(
        "span",
        { class: "channel-lock", title: "Not a member" },
        element("span", { class: "unseen" }, "not a member"),
      ),
    member &&
      unread > 0 &&
      element(
        "span",
        { class: "badge", "aria-label": `${unread} new` },
        unread > 99 ? "99+" : String(unread),
      ),
  )
}

export function drawChannels(onChoose) {
  const groups = GROUPS.map(({ kind, title }) => {
    const members = visibleChannels().filter((one) => one.kind === kind)
    if (members.length === 0) return undefined
    return element(
      "section",
      { class: "group" },
      element("h2", {}, title),
      element("ul", {}, ...members.map((one) => element("li", {}, channelButton(one, onChoose)))),
    )
  })
  redraw(byId("channels"), groups.filter(Boolean))
}

/** "Looking as": who the page's reader is at this moment. */
export function drawPeople(onChoose) {
  const select = byId("person")
  const kinds = { technician: "technician", contact: "customer contact", user: "mailbox owner" }
  const options = view.people.map((one) => [one.objectId, `${one.name}, ${kinds[one.kind]}`])
  fillSelect(select, options, view.personId)
  select.onchange = () => onChoose(select.value)
}
