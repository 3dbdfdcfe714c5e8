/** What a person can ask in chat. The words are parsed by `parse-command.ts`; answers are made by the `answer-*.ts` files. */

import type { SubjectKind } from "../model/act.ts"

export const PERIODS = ["today", "yesterday", "this week", "last week"] as const
export type PeriodName = (typeof PERIODS)[number]

/** `customer` is a customer's name as typed; it narrows what the place already allows and never widens it. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "status"; readonly customer?: string }
  | { readonly kind: "alerts"; readonly customer?: string }
  | { readonly kind: "mutes"; readonly customer?: string }
  | {
      readonly kind: "who-restored"
      readonly mailbox: string
      readonly period: PeriodName
      readonly customer?: string
    }
  | WriteCommand

/** What changes something of ours. For technicians alone. */
export type WriteCommand =
  | { readonly kind: "freeze"; readonly reason: string; readonly customer?: string }
  | { readonly kind: "unfreeze"; readonly customer?: string }
  | { readonly kind: "lift-mute"; readonly number: number; readonly customer?: string }
  | {
      readonly kind: "expect"
      /** The kind of change, as in `SUBJECT_KINDS`. */
      readonly what: SubjectKind
      readonly target: string
      /** As typed; `parse-until.ts` reads it in the customer's time zone. */
      readonly until: string
      readonly ticket?: string
      readonly customer?: string
    }

export type UnknownCommand = {
  readonly kind: "unknown"
  /** What was typed, as one line of visible text. */
  readonly unknown: string
  /** The closest thing that can be asked. */
  readonly suggestion: string
}

/** What help lists, and what a suggestion is taken from. */
export const EXAMPLES: readonly { readonly ask: string; readonly tells: string }[] = [
  { ask: "help", tells: "what can be asked here" },
  { ask: "status", tells: "how far everything has been read, and what is wrong" },
  { ask: "alerts", tells: "open incidents, newest first" },
  { ask: "alerts at contoso", tells: "open incidents of one customer" },
  {
    ask: "who restored mailbox kim@contoso.com this week",
    tells: "restores from backup; also today, yesterday and last week",
  },
  {
    ask: "expect forwarding for kim@contoso.com until friday #4711",
    tells: "page nobody for a change that is planned; also rule, access, role, app and restore",
  },
  { ask: "mutes", tells: "what nobody is paged for at the moment, and until when" },
  { ask: "freeze", tells: "stop all fixes at once, also those that are running; unfreeze allows them again" },
  { ask: "lift mute 7", tells: "page again for what mute 7 covers" },
]
