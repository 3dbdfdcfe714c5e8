// Start here to read the page: loads the state, draws the parts, follows the world's changes.
import { followWorld, readMessages, readState, readWorld, sendInvoke } from "./api.js"
import { drawChannels, drawPeople } from "./channels.js"
import { drawCompose, startCompose } from "./compose.js"
import { byId } from "./dom.js"
import { channel, channelName, isMember, person, tenantName, view, visibleChannels } from "./state.js"
import { drawStories } from "./stories.js"
import { drawThreads, openThreads, redrawThreads } from "./threads.js"
import { announce, clearToasts, toast } from "./toast.js"
import { drawWorld, markChanges, markDuration } from "./world-panel.js"

const MESSAGE_ANSWER = "application/vnd.microsoft.activity.message"
const CARD_ANSWER = "application/vnd.microsoft.card.adaptive"
const ERROR_ANSWER = "application/vnd.microsoft.error"

/** How often the page asks whether a bot is connected by now. */
const LOOK_AGAIN_MS = 3_000

const actions = { press, reply }

/**
 * Sends what was pressed and shows what only this person may see. Answers the card that the bot answered with, if any; a
 * new card for everybody arrives as a change of the message.
 */
async function press(message, { verb, actionId, data }) {
  try {
    const answer = await sendInvoke({
      channelId: view.channelId,
      messageId: message.id,
      personObjectId: view.personId,
      verb,
      actionId,
      data,
      trigger: "manual",
    })
    const { type, value } = answer.body ?? {}
    if (answer.status === 200 && type === CARD_ANSWER) return value
    if (type === MESSAGE_ANSWER) toast(String(value))
    else if (answer.status !== 200 || type === ERROR_ANSWER)
      toast(value?.message ? String(value.message) : "Something went wrong. Please try again.")
  } catch (problem) {
    toast(problem.message)
  }
}

function reply(threadId) {
  view.threadId = threadId
  drawCompose()
  byId("message-box").focus()
}

function drawHead() {
  const open = channel()
  byId("channel-title").textContent = open ? channelName(open) : "No channel"
  byId("channel-hint").textContent =
    open?.kind === "customer"
      ? `Shared with ${tenantName(open.customerTenantId)}`
      : open?.kind === "triage"
        ? "All customers, technicians only"
        : "Only you and Watchpost"
  byId("member-note").hidden = open === undefined || isMember(person(), open)
  byId("bot-note").hidden = view.botConnected
}

function drawAll() {
  drawPeople(choosePerson)
  drawChannels(chooseChannel)
  drawHead()
  drawThreads(actions)
  drawCompose()
  drawStories()
  drawWorld(chooseWorld)
}

async function chooseChannel(id) {
  view.channelId = id
  view.threadId = undefined
  view.unread.delete(id)
  const customer = channel()?.customerTenantId
  showTab("talk")
  // Drawn at once with what is known: a card of the channel before must not be pressed as one of this.
  drawAll()
  const messages = await readMessages(id)
  view.messages.set(id, messages)
  if (view.channelId === id) drawThreads(actions)
  if (customer && customer !== view.tenantId) await chooseWorld({ tenantId: customer })
}

async function choosePerson(objectId) {
  view.personId = objectId
  clearToasts()
  const stays = visibleChannels().some((one) => one.id === view.channelId)
  if (!stays) {
    const own = visibleChannels().find((one) => one.kind === "personal") ?? visibleChannels()[0]
    if (own) return chooseChannel(own.id)
  }
  drawAll()
}

async function chooseWorld({ tenantId, upn }) {
  view.tenantId = tenantId
  if (upn !== undefined) {
    view.mailboxUpn = upn
    byId("follow").checked = false
  }
  await refreshWorld(tenantId)
}

/** key → the last work begun for it: an older answer must never overwrite a newer one. */
const turns = new Map()

function inTurn(key, work) {
  const next = (turns.get(key) ?? Promise.resolve()).then(work, work)
  turns.set(key, next)
  return next
}

const refreshWorld = (tenantId) => inTurn(tenantId, () => readAndDrawWorld(tenantId))

/** A customer where something changed comes to the front while "Follow what changes" is on. */
async function readAndDrawWorld(tenantId) {
  const before = view.worlds.get(tenantId)
  const after = await readWorld(tenantId)
  view.worlds.set(tenantId, after)
  const changed = before !== undefined && markChanges(before, after)
  if (changed && byId("follow").checked) view.tenantId = tenantId
  if (tenantId !== view.tenantId) return
  drawWorld(chooseWorld)
  setTimeout(() => drawWorld(chooseWorld), markDuration + 50)
}

const messageChanged = (change) => inTurn(change.channelId, () => readAndDrawMessages(change))

async function readAndDrawMessages({ channelId, messageId }) {
  const before = view.messages.get(channelId) ?? []
  const isNew = !before.some((one) => one.id === messageId)
  view.messages.set(channelId, await readMessages(channelId))
  const where = view.channels.find((one) => one.id === channelId)?.name ?? "a channel"
  if (isNew) announce(`New message in ${where}`)
  if (!view.botConnected && view.messages.get(channelId).some((one) => one.from.kind === "bot")) {
    view.botConnected = true
    drawHead()
  }
  if (channelId === view.channelId) {
    drawThreads(actions)
    return
  }
  if (isNew) view.unread.set(channelId, (view.unread.get(channelId) ?? 0) + 1)
  drawChannels(chooseChannel)
}

async function mailboxChanged({ tenantId, upn }) {
  if (byId("follow").checked) view.mailboxUpn = upn
  await refreshWorld(tenantId)
}

const storyChanged = ({ id, step, state }) => {
  view.progress.set(id, { step, state })
  drawStories()
}

const LISTENERS = {
  message: messageChanged,
  mailbox: mailboxChanged,
  tenant: ({ tenantId }) => refreshWorld(tenantId),
  veeam: () => Promise.all([...view.worlds.keys()].map(refreshWorld)),
  story: storyChanged,
}

async function reload() {
  const state = await readState()
  Object.assign(view, {
    people: state.people,
    channels: state.channels,
    tenants: state.tenants,
    stories: state.stories,
    botConnected: state.botConnected,
    botName: state.botName,
  })
  view.personId ??= view.people[0]?.objectId
  view.channelId ??= (view.channels.find((one) => one.kind === "triage") ?? view.channels[0])?.id
  view.tenantId ??= view.tenants[0]?.id
  const loads = view.channels.map(async (one) => view.messages.set(one.id, await readMessages(one.id)))
  const worlds = view.tenants.map(async (one) => view.worlds.set(one.id, await readWorld(one.id)))
  await Promise.all([...loads, ...worlds])
  drawAll()
  if (!view.botConnected) setTimeout(() => shown(lookForBot()), LOOK_AGAIN_MS)
}

async function lookForBot() {
  const { botConnected } = await readState()
  view.botConnected ||= botConnected
  drawHead()
  if (!view.botConnected) setTimeout(() => shown(lookForBot()), LOOK_AGAIN_MS)
}

function showTab(name) {
  document.body.dataset.tab = name
  for (const button of document.querySelectorAll("[data-tab-button]"))
    button.setAttribute("aria-current", String(button.dataset.tabButton === name))
  if (name === "talk") openThreads()
}

function startTheme() {
  const button = byId("theme")
  const root = document.documentElement
  const say = () => {
    const dark = root.dataset.theme === "dark"
    button.textContent = dark ? "Light" : "Dark"
    button.setAttribute("aria-pressed", String(dark))
    button.setAttribute("aria-label", dark ? "Switch to the light theme" : "Switch to the dark theme")
  }
  button.addEventListener("click", () => {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark"
    localStorage.setItem("practice-theme", root.dataset.theme)
    say()
    redrawThreads(actions)
  })
  say()
}

const shown = (work) => work.catch((problem) => toast(problem.message))

// A region that scrolls must be reachable by keyboard.
byId("threads").tabIndex = 0
startTheme()
startCompose()
showTab("channels")
for (const button of document.querySelectorAll("[data-tab-button]"))
  button.addEventListener("click", () => showTab(button.dataset.tabButton))
followWorld(
  (change) => shown(Promise.resolve(LISTENERS[change.kind]?.(change))),
  () => shown(reload()),
)
