// The threads of the open channel. A message is drawn again only when it changed, so that typed input survives.
import { sendMessage } from "./api.js"
import { drawCard } from "./card.js"
import { byId, element, initials, place, shortTime } from "./dom.js"
import { fileNode } from "./files.js"
import { channel, view } from "./state.js"
import { toast } from "./toast.js"

/** Of the open channel: message id → { version, node }, and thread id → { section, replies, answer } */
const drawn = new Map()
const threads = new Map()
let drawnChannel
let drawnCount = 0
let placedAt = 0
let placeLater = false

function forget() {
  drawn.clear()
  threads.clear()
}

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
      fileNode(message),
    ),
  )
}

function cardNode(message, content, actions) {
  const box = element("div", { class: "card", "data-testid": "card" })
  const press = async (pressed) => {
    if (box.getAttribute("aria-busy") === "true") return
    box.setAttribute("aria-busy", "true")
    try {
      const own = await actions.press(message, pressed)
      // What the bot answers the presser with is theirs alone, until the message changes for everybody.
      if (own !== undefined) show(own)
    } finally {
      box.removeAttribute("aria-busy")
    }
  }
  const ask = (text) =>
    sendMessage({
      channelId: view.channelId,
      personObjectId: view.personId,
      text,
      mention: channel()?.kind !== "personal",
      threadId: message.threadId,
    }).catch((problem) => toast(problem.message))
  const show = (shown) => {
    try {
      box.replaceChildren(drawCard(shown, isDark(), press, ask) ?? "This card has nothing that can be shown.")
    } catch {
      box.replaceChildren("This card can't be drawn.")
    }
  }
  show(content)
  return box
}

function nodeOf(message, actions) {
  const version = message.editedAt ?? message.at
  const before = drawn.get(message.id)
  if (before?.version === version) return before.node
  const node = messageNode(message, actions)
  drawn.set(message.id, { version, node })
  return node
}

function newThread(threadId, actions) {
  const answer = element(
    "button",
    { type: "button", class: "ghost small reply", onclick: () => actions.reply(threadId) },
    "Reply",
  )
  const section = element("section", { class: "thread", "aria-label": "Thread" })
  const made = { section, replies: element("div", { class: "replies" }), answer }
  threads.set(threadId, made)
  return made
}

function threadNode([threadId, [root, ...replies]], actions) {
  const thread = threads.get(threadId) ?? newThread(threadId, actions)
  place(
    thread.replies,
    replies.map((one) => nodeOf(one, actions)),
  )
  const shown = replies.length > 0 ? [thread.replies] : []
  place(thread.section, [nodeOf(root, actions), ...shown, thread.answer])
  return thread.section
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
  if (switched) forget()
  drawnChannel = view.channelId
  if (messages.length === 0) {
    forget()
    box.replaceChildren(element("p", { class: "empty" }, EMPTY[open?.kind] ?? "No channel is open."))
    return
  }
  const content =
    open?.kind === "personal"
      ? messages.map((message) => nodeOf(message, actions))
      : [...Map.groupBy(messages, (message) => message.threadId)].map((thread) => threadNode(thread, actions))
  box.classList.toggle("flat", open?.kind === "personal")
  const follows = switched || isFollowing(box)
  place(box, content)
  const isNew = switched || messages.length > drawnCount
  drawnCount = messages.length
  if (follows && isNew) showNewest(box)
}

/** True until the reader scrolls elsewhere: at the end, or where the last message was put. */
const isFollowing = (box) =>
  Math.abs(box.scrollTop - placedAt) < 4 || box.scrollHeight - box.scrollTop - box.clientHeight < 80

/** The end of the channel, but never past the beginning of what is newest: a card is read from its head. */
function showNewest(box) {
  const newest = box.lastElementChild
  placeLater = box.clientHeight === 0
  const head = newest.offsetTop - box.offsetTop - 12
  box.scrollTop = Math.min(box.scrollHeight - box.clientHeight, head)
  placedAt = box.scrollTop
}

/** A phone shows one part of the page at a time: what came while this one was hidden gets its place when it is shown. */
export function openThreads() {
  if (placeLater) showNewest(byId("threads"))
}

/** Cards carry the theme's colors inside, so a switch of the theme draws them again. */
export function redrawThreads(actions) {
  forget()
  drawThreads(actions)
}
