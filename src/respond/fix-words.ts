/** The reason and the ticket that a customer's policy wants with every fix: asked for, parsed, told. Pure. */
import { z } from "zod"
import { type Form, type FormInput, SEND } from "../card/form-card.ts"
import { plainText } from "../lib/plain-text.ts"
import type { WordsWanted } from "../model/protection.ts"
import { type Inputs, MAX_REASON, TypedWords } from "./typed-words.ts"

export type FixWords = { readonly reason?: string; readonly ticket?: string }

/** `#4711`, `INC-0042`: what ticket systems use, and nothing that could be markup. */
const Ticket = z
  .string()
  .trim()
  .regex(/^#?[A-Za-z0-9][\w.-]{0,39}$/)

/** Undefined when something that is wanted is missing or no such thing. Words that nobody asked for are left out. */
export function fixWordsIn(wanted: WordsWanted, inputs: Inputs): FixWords | undefined {
  if (wanted === "nothing") return {}
  const reason = TypedWords.safeParse(inputs.reason)
  const ticket = Ticket.safeParse(inputs.ticket)
  if (!reason.success || (wanted === "ticket" && !ticket.success)) return undefined
  return { reason: reason.data, ...(wanted === "ticket" && ticket.success ? { ticket: ticket.data } : {}) }
}

/** `plan` is what the press confirms besides: a digest of what is shown in `lines`, or nothing. */
export function fixWordsForm(
  wanted: Exclude<WordsWanted, "nothing">,
  inputs: Inputs,
  about: { readonly title: string; readonly lines: readonly string[]; readonly plan: string | undefined },
): Omit<Form, "place" | "button"> {
  const ticket: FormInput = {
    id: "ticket",
    label: "Ticket",
    hint: "#4711",
    value: plainText(inputs.ticket, 40),
  }
  const what = wanted === "ticket" ? "a reason and a ticket number" : "a reason"
  return {
    title: about.title,
    about: `Every fix at this customer needs ${what}.`,
    ...(inputs.plan === undefined
      ? {}
      : { problem: `Please give ${what}${wanted === "ticket" ? ", such as #4711" : ""}.` }),
    lines: about.lines,
    inputs: [
      { id: "reason", label: "Reason", value: plainText(inputs.reason, MAX_REASON) },
      ...(wanted === "ticket" ? [ticket] : []),
    ],
    sends: [
      {
        title: `${about.title} now`,
        tooltip: "Runs exactly this, then reads it back",
        plan: about.plan ?? SEND,
      },
    ],
  }
}

/** For the card: `because the owner asked (ticket #4711)`; empty without words. */
export const fixWordsText = ({ reason, ticket }: FixWords): string =>
  reason === undefined ? "" : `because: ${reason}${ticket === undefined ? "" : ` (ticket ${ticket})`}`
