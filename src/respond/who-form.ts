/** Of a restore: asking who needed it, and saying who it was. Pure. */
import type { Askable } from "../alert/who-needed.ts"
import { type Form, type FormInput, SEND } from "../card/form-card.ts"
import { plainText } from "../lib/plain-text.ts"
import type { Inputs } from "./typed-words.ts"

export type WhoAction = "ask-who" | "say-who" | "that-was-us"
type WhoForm = Pick<Form, "title" | "about" | "inputs" | "sends">

export function whoForm(
  action: WhoAction,
  inputs: Inputs,
  askables: readonly Pick<Askable, "id" | "title">[],
): WhoForm {
  if (action === "ask-who") return askForm(askables)
  if (action === "say-who")
    return {
      title: "Say who it was",
      about: "Kept as evidence: it makes an answer probable, and contradicts one that names somebody else.",
      inputs: whoInputs(inputs),
      sends: [{ title: "Keep it", tooltip: "Weighs the evidence again", plan: SEND }],
    }
  return {
    title: "That was us",
    about:
      "Your IT provider will check it and close it. Who it was, and what for, is what they need to know.",
    inputs: whoInputs(inputs),
    sends: [{ title: "Send", tooltip: "Tells your IT provider that this was expected", plan: SEND }],
  }
}

/** What was sent stands there again when something was missing. */
const whoInputs = ({ person, reason }: Inputs): readonly FormInput[] => [
  { id: "person", label: "Who made this restore?", hint: "Lena Roth", value: plainText(person, 300) },
  {
    id: "reason",
    label: "Who needed it, and what for?",
    hint: "Mail was deleted by mistake",
    value: plainText(reason, 300),
  },
]

/** Without anybody to ask it says so, and offers nothing to send. */
function askForm(askables: readonly Pick<Askable, "id" | "title">[]): WhoForm {
  const [first] = askables
  const title = "Ask who needed it"
  if (first === undefined)
    return {
      title,
      about:
        "Nobody can be asked from here: the customer has no channel that takes answers, and the evidence points to nobody of ours. Ask by phone, and press “Say who it was”.",
      inputs: [],
      sends: [],
    }
  return {
    title,
    about: "Puts the question who needed this restore, and what for. The answer becomes evidence.",
    inputs: [{ id: "to", label: "Whom?", choices: askables, value: first.id }],
    sends: [{ title: "Ask", tooltip: "Sends the question", plan: SEND }],
  }
}
