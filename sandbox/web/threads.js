// The threads of the open channel. A message is drawn again only when it changed, so that typed input survives.
import { drawCard } from "./card.js"
import { byId, element, initials, shortTime } from "./dom.js"
import { channel, view } from "./state.js"

/** message id → { version, node } of the open channel */
const drawn = new Map()
let drawnChannel

const isDark = () => document.documentElement.dataset.theme === "dark"
const authorOf = (message) =>
  message.from.kind === "bot"
    ? { name: view.botName, bot: true }
    : {
        name: view.people.find((one) => one.objectId === message.from.objectId)?.name ?? "Someone",
        bot: false,
      }

function messageNode(message, actions) {
  const author = authorOf(message)
  const cards = message.cards.map((content) => cardNode(message, content, actions))
  return element(
    "article",
    {
      class: "message",
      "data-testid": "message",
      "data-message-id": message.id,
      "aria-label": `Message from ${author.name}`,
    },
    element(
      "div",
      { class: author.bot ? "avatar bot" : "avatar", "aria-hidden": "true" },
      author.bot ? element("img", { src: "web/icon.svg", alt: "" }) : initials(author.name),
    ),
    element(
      "div",
      { class: "message-body" },
      element(
        "p",
        { class: "message-head" },
        element("strong", {}, author.name),
        author.bot && element("span", { class: "tag" }, "Bot"),
        element("time", { datetime: new Date(message.at).toISOString() }, shortTime(message.at)),
        message.editedAt !== undefined && element("span", {}, `Edited ${shortTime(message.editedAt)}`),
      ),
      message.text && element("p", { class: "message-text" }, message.text),
      ...cards,
    ),
  )
}

function cardNode(message, content, actions) {
  const box = element("div", { class: "card", "data-testid": "card" })
  const press = async (pressed) => {
    if (box.getAttribute("aria-busy") === "true") return
    box.setAttribute("aria-busy", "true")
    try {
      await actions.press(message, pressed)
    } finally {
      box.removeAttribute("aria-busy")
    }
  }
  try {
    box.append(drawCard(content, isDark(), press) ?? "This card has nothing that can be shown.")
  } catch {
    box.append("This card can't be drawn.")
  }
  return box
}

function nodeOf(message, actions) {
  const version = `${message.editedAt ?? message.at}:${message.version ?? 0}`
  const before = drawn.get(message.id)
  if (before?.version === version) return before.node
  const node = messageNode(message, actions)
  drawn.set(message.id, { version, node })
  return node
}

function threadNode(messages, actions) {
  const [root, ...replies] = messages
  const answer = element(
    "button",
    { type: "button", class: "ghost small reply", onclick: () => actions.reply(root.threadId) },
    "Reply",
  )
  return element(
    "section",
    { class: "thread", "aria-label": "Thread" },
    nodeOf(root, actions),
    replies.length > 0 && element("div", { class: "replies" }, ...replies.map((one) => nodeOf(one, actions))),
    answer,
  )
}

const EMPTY = {
  triage:
    "Nothing to look at. Play a story, and Watchpost's card appears here and in the customer's channel.",
  customer: "Quiet here. When something happens to this customer, its card appears in this channel.",
  personal: "Ask Watchpost something: help, status, alerts, or who restored mailbox followed by a name.",
}

/** Draws the open channel. `actions`: `press(message, pressed)`, `reply(threadId)`. Keeps the reader's place unless at the end. */
export function drawThreads(actions) {
  const box = byId("threads")
  const open = channel()
  const messages = view.messages.get(view.channelId) ?? []
  const switched = drawnChannel !== view.channelId
  const atEnd = switched || box.scrollHeight - box.scrollTop - box.clientHeight < 80
  if (switched) drawn.clear()
  drawnChannel = view.channelId
  if (messages.length === 0) {
    box.replaceChildren(element("p", { class: "empty" }, EMPTY[open?.kind] ?? "No channel is open."))
    return
  }
  const content =
    open?.kind === "personal"
      ? messages.map((message) => element("div", { class: "thread flat" }, nodeOf(message, actions)))
      : [...Map.groupBy(messages, (message) => message.threadId).values()].map((thread) =>
          threadNode(thread, actions),
        )
  box.replaceChildren(...content)
  if (atEnd) box.scrollTop = box.scrollHeight
}

/** Cards carry the theme's colors inside, so a switch of the theme draws them again. */
export function redrawThreads(actions) {
  drawn.clear()
  drawThreads(actions)
}
