// The message box. In a channel a bot only hears what mentions it; in the personal chat it hears everything.
import { sendMessage } from "./api.js"
import { byId } from "./dom.js"
import { channel, view } from "./state.js"
import { toast } from "./toast.js"

const TYPED_MENTION = /^@watchpost\b[\s,:]*/i

/** Who writes where: the chip and the reply line follow the open channel and thread. */
export function drawCompose() {
  const personal = channel()?.kind === "personal"
  byId("mention").hidden = personal
  byId("mention").setAttribute("aria-pressed", String(view.mentions))
  const root = (view.messages.get(view.channelId) ?? []).find((one) => one.threadId === view.threadId)
  byId("reply-to").hidden = root === undefined
  if (root)
    byId("reply-to-text").textContent = root.text
      ? `Reply to: ${root.text.slice(0, 60)}`
      : "Reply in this thread"
}

async function send() {
  const box = byId("message-box")
  const typed = box.value.trim()
  const text = typed.replace(TYPED_MENTION, "")
  if (text === "" || view.channelId === undefined) return
  box.value = ""
  grow()
  try {
    await sendMessage({
      channelId: view.channelId,
      personObjectId: view.personId,
      text,
      mention: channel()?.kind === "personal" ? false : view.mentions || typed !== text,
      threadId: view.threadId,
    })
  } catch (problem) {
    box.value = typed
    toast(problem.message)
  }
}

function grow() {
  const box = byId("message-box")
  box.style.height = "auto"
  box.style.height = `${Math.min(box.scrollHeight, 160)}px`
}

export function startCompose() {
  const box = byId("message-box")
  byId("compose").addEventListener("submit", (event) => {
    event.preventDefault()
    send()
  })
  box.addEventListener("input", grow)
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
    event.preventDefault()
    send()
  })
  byId("mention").addEventListener("click", () => {
    view.mentions = !view.mentions
    drawCompose()
    box.focus()
  })
  byId("reply-cancel").addEventListener("click", () => {
    view.threadId = undefined
    drawCompose()
    box.focus()
  })
}
