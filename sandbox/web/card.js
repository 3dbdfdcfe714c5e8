// Draws an Adaptive Card the way Teams does, as far as the public renderer can.
import { hostConfig } from "./card-look.js"

/** Teams renders bold, italic, lists and links; never HTML, headings, images, tables, code or quotes. */
const NOT_IN_TEAMS = [
  "heading",
  "lheading",
  "image",
  "table",
  "code",
  "fence",
  "backticks",
  "blockquote",
  "hr",
]

let markdown
function renderMarkdown(text, result) {
  markdown ??= globalThis.markdownit({ html: false, linkify: false }).disable(NOT_IN_TEAMS)
  result.outputHtml = markdown.render(text)
  result.didProcess = true
}

/**
 * The card as an element. `onExecute` gets `{ verb, actionId, data }` of a pressed button;
 * the renderer has already merged the card's inputs into `data`, as Teams does. `onAsk` gets what a button says in the
 * name of who presses it (`imBack`).
 */
export function drawCard(content, dark, onExecute, onAsk) {
  const { AdaptiveCard, HostConfig, ExecuteAction, OpenUrlAction, SubmitAction } = globalThis.AdaptiveCards
  AdaptiveCard.onProcessMarkdown = renderMarkdown
  const card = new AdaptiveCard()
  card.hostConfig = new HostConfig(hostConfig(dark))
  card.onExecuteAction = (action) => {
    if (action instanceof ExecuteAction)
      onExecute({ verb: action.verb, actionId: action.id, data: action.data ?? {} })
    else if (action instanceof SubmitAction && action.data?.msteams?.type === "imBack")
      onAsk(String(action.data.msteams.value))
    else if (action instanceof OpenUrlAction && /^https?:/.test(action.url ?? ""))
      window.open(action.url, "_blank", "noopener")
  }
  card.parse(content)
  const drawn = card.render()
  // What the card says of itself is read out only where it is something that can have a name.
  if (drawn?.hasAttribute("aria-label")) drawn.setAttribute("role", "group")
  for (const link of drawn?.querySelectorAll("a[href]") ?? []) {
    link.target = "_blank"
    link.rel = "noopener noreferrer"
  }
  return drawn
}
