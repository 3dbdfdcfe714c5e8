// Talks to the practice cloud's control interface. Nothing here draws.

async function call(method, path, body) {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
  const response = await fetch(path, { ...init, headers: { "content-type": "application/json" } })
  const answer = await response.json().catch(() => ({}))
  if (!response.ok) throw new Error(answer.error ?? `The practice cloud answered ${response.status}.`)
  return answer
}

export const readState = () => call("GET", "control/state")
export const readMessages = async (channelId) =>
  (await call("GET", `control/channels/${encodeURIComponent(channelId)}/messages`)).messages
export const readWorld = (tenantId) => call("GET", `control/world/${encodeURIComponent(tenantId)}`)
export const sendMessage = (message) => call("POST", "control/messages", message)
export const sendFileChoice = (choice) => call("POST", "control/file-choices", choice)
export const sendInvoke = (invoke) => call("POST", "control/invokes", invoke)
/** People want to follow: the steps of a story have a pause between them. */
export const playStory = (id) => call("POST", `control/stories/${encodeURIComponent(id)}`, { pauseMs: 2_000 })

/** Calls `onChange` for each change of the world; `onOpen` after every (re)connect, when anything may have been missed. */
export function followWorld(onChange, onOpen) {
  const source = new EventSource("control/events")
  source.addEventListener("message", (event) => onChange(JSON.parse(event.data)))
  source.addEventListener("open", onOpen)
}
