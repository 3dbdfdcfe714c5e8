// A file that the bot offers, and the one that was saved, as Teams shows them in a personal chat.
import { sendFileChoice } from "./api.js"
import { element } from "./dom.js"
import { view } from "./state.js"
import { toast } from "./toast.js"

const sizeText = (bytes) =>
  bytes < 1024
    ? `${bytes} bytes`
    : bytes < 1024 * 1024
      ? `${(bytes / 1024).toFixed(1)} KB`
      : `${(bytes / 1024 / 1024).toFixed(1)} MB`

/** Nothing when the message is about no file. */
export function fileNode(message) {
  if (message.consent) return consentNode(message)
  if (message.file)
    return element(
      "p",
      { class: "file", "data-testid": "file" },
      element("a", { href: message.file.url, rel: "noreferrer" }, message.file.name),
      element("span", {}, "saved in your OneDrive"),
    )
  return undefined
}

function consentNode(message) {
  const { name, description, sizeInBytes } = message.consent
  const box = element("div", {
    class: "file",
    role: "group",
    "aria-label": `File ${name}`,
    "data-testid": "file-consent",
  })
  const choose = (accepts) => async () => {
    if (box.getAttribute("aria-busy") === "true") return
    box.setAttribute("aria-busy", "true")
    const { channelId, personId: personObjectId } = view
    try {
      await sendFileChoice({ channelId, messageId: message.id, personObjectId, accepts })
    } catch (problem) {
      toast(problem.message)
    } finally {
      box.removeAttribute("aria-busy")
    }
  }
  box.append(
    element("strong", {}, name),
    element("span", {}, `${sizeText(sizeInBytes)} · ${description}`),
    element("button", { type: "button", class: "primary small", onclick: choose(true) }, "Allow"),
    element("button", { type: "button", class: "ghost small", onclick: choose(false) }, "Decline"),
  )
  return box
}
