/** What a person can ask in chat. The words are parsed by `parse-command.ts`; answers are made by the `answer-*.ts` files. */

import type { SubjectKind } from "../model/act.ts"
import type { StaffRole } from "../model/person.ts"
import type { AskDays } from "../model/schedule.ts"
import type { FileFormat } from "./answer-file.ts"

/** About what happened and what is. `period` is as typed, lower case; `period.ts` reads it by the asker's clock. */
export type Question =
  /** Without a mailbox: of any. */
  | {
      readonly kind: "who-restored"
      readonly mailbox?: string
      readonly period: string
      readonly customer?: string
    }
  | { readonly kind: "who-can-read"; readonly mailbox: string; readonly customer?: string }
  | {
      readonly kind: "who-set-forwarding"
      readonly mailbox: string
      readonly period: string
      readonly customer?: string
    }
  | { readonly kind: "changes"; readonly period: string; readonly customer?: string }
  | {
      readonly kind: "activity"
      readonly person: string
      readonly period: string
      readonly customer?: string
    }
  | { readonly kind: "show"; readonly what: Listing; readonly mailbox?: string; readonly customer?: string }
  | { readonly kind: "same-ip"; readonly ip: string; readonly period: string; readonly customer?: string }
  | {
      readonly kind: "sign-ins"
      readonly person: string
      readonly outside: boolean
      readonly period: string
      readonly customer?: string
    }
  | { readonly kind: "admin-activity"; readonly period: string; readonly customer?: string }
  /** How well it is set up; without a customer of all of them. */
  | { readonly kind: "posture"; readonly customer?: string }
  /** What we did: fixes, what was taken back, what was closed. */
  | { readonly kind: "done"; readonly period: string; readonly customer?: string }
  | { readonly kind: "board"; readonly customer?: string }
  /** Which rules are worth their noise. For technicians alone. */
  | { readonly kind: "noise"; readonly period: string; readonly customer?: string }
  /** What a rule, by its name or title as typed, would have told. For technicians alone. */
  | {
      readonly kind: "test-rule"
      readonly rule: string
      readonly period: string
      readonly customer?: string
    }
  /** The incident's number, as on its card. */
  | { readonly kind: "explain"; readonly number: number; readonly customer?: string }

export type Listing = "forwards" | "rules" | "delegates"

/** `customer` is a customer's name as typed; it narrows what the place already allows and never widens it. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "status"; readonly customer?: string }
  | { readonly kind: "alerts"; readonly customer?: string }
  | { readonly kind: "mutes"; readonly customer?: string }
  /** The next rows of the answer before. */
  | { readonly kind: "more" }
  /** The answer before as a file. */
  | { readonly kind: "export"; readonly format: FileFormat }
  /** Everything about one incident, by the number on its card, as a file. */
  | { readonly kind: "evidence"; readonly number: number; readonly customer?: string }
  /** A month's report; as typed, `lib/month.ts` reads it in the customer's time zone. */
  | { readonly kind: "report"; readonly month: string; readonly customer?: string }
  | ScheduleCommand
  /** What is asked here by itself. */
  | { readonly kind: "schedules" }
  | Question
  | WriteCommand

/** A question that is to be asked by itself. It only ever asks, so that whoever may ask it may have it asked. */
export type ScheduleCommand = {
  readonly kind: "schedule"
  readonly days: AskDays
  /** After midnight, by the asker's clock. */
  readonly minutes: number
  /** "if any": an answer without anything in it isn't posted. */
  readonly isAlert: boolean
  readonly ask: Exclude<Question, { kind: "test-rule" }> | Extract<Command, { kind: "status" | "alerts" }>
}

/** What changes something of ours. For technicians alone, unless `may-write.ts` says who else. */
export type WriteCommand =
  /** Without a customer: of all of them, wherever it is said. */
  | { readonly kind: "freeze"; readonly reason: string; readonly customer?: string }
  | { readonly kind: "unfreeze"; readonly customer?: string }
  /** `to` is a customer's name as typed: unlike the others', it says whose this channel becomes. */
  | { readonly kind: "link"; readonly to: string }
  | { readonly kind: "unlink" }
  | { readonly kind: "lift-mute"; readonly number: number; readonly customer?: string }
  | { readonly kind: "stop-schedule"; readonly number: number }
  | {
      readonly kind: "expect"
      /** The kind of change, as in `SUBJECT_KINDS`. */
      readonly what: SubjectKind
      readonly target: string
      /** As typed; `parse-until.ts` reads it by the asker's clock, else by the customer's. */
      readonly until: string
      readonly ticket?: string
      readonly customer?: string
    }

export type Change = {
  readonly kind: WriteCommand["kind"] | "schedule"
  /** How it is said plainly. */
  readonly say: string
  /** As typed, where it would stop or allow the fixes of one alone. */
  readonly customer?: string
}

export type UnknownCommand = {
  readonly kind: "unknown"
  /** What was typed, as one line of visible text. */
  readonly unknown: string
  /** A question that what was typed holds, in the words that ask it. Never one that changes something. */
  readonly within?: string
  /** Several questions of one message, likewise. */
  readonly several?: readonly string[]
  /** What the words may be about and don't plainly say: it isn't done. */
  readonly change?: Change
  /** What may be another time, customer or name for the question before. */
  readonly follows?: Following
  readonly isTooLong?: true
}

export type Following = {
  readonly words: string
  /** They were said as a part of a question: they may be anybody's name. */
  readonly mayName: boolean
}

/** What help lists, and what a suggestion is taken from. */
export type Example = {
  readonly ask: string
  readonly tells: string
  /** What it tells in a customer's channel, where that is less. */
  readonly tellsThere?: string
  /** Whoever may less is refused. */
  readonly for?: StaffRole
  /** Answered only where technicians alone read. */
  readonly isInside?: true
}
export const EXAMPLES: readonly Example[] = [
  { ask: "help", tells: "what can be asked here" },
  { ask: "status", tells: "how far everything has been read, and what is wrong" },
  { ask: "alerts", tells: "open incidents, newest first" },
  { ask: "alerts at contoso", tells: "open incidents of one customer" },
  {
    ask: "who restored mailbox kim@contoso.com this week",
    tells: "restores from backup; also “last night”, “since monday 14:00”, “3 to 5 november”",
  },
  { ask: "who restored anything at contoso yesterday", tells: "all restores of one customer" },
  { ask: "who can read kim@contoso.com's mailbox", tells: "rights and forwarding as Exchange has them now" },
  { ask: "who set forwarding on kim@contoso.com", tells: "changes of forwarding and of rules that forward" },
  { ask: "what changed at contoso today", tells: "what people and apps changed, newest first" },
  {
    ask: "what did kim@contoso.com do in the last 24 hours",
    tells: "everything that is recorded of one person",
  },
  { ask: "sign-ins of kim@contoso.com from outside", tells: "when, and from where" },
  {
    ask: "admin activity of global admins at contoso last month",
    tells: "what those who may do everything did",
  },
  { ask: "show forwards at contoso", tells: "as Exchange has them now; also inbox rules and delegates" },
  {
    ask: "posture at contoso",
    tells: "is everything recorded that should be, may mail leave by itself; also “audit status”",
  },
  {
    ask: "same ip 203.0.113.7 anywhere",
    tells: "what one address did at all customers",
    for: "viewer",
    isInside: true,
  },
  {
    ask: "board",
    tells: "open incidents, oldest first, and who is on them",
    tellsThere: "open incidents, oldest first",
  },
  {
    ask: "explain alert 42",
    tells: "why an incident is there, what to ask, and what was done; also “history 42”",
  },
  {
    ask: "what was fixed at contoso this month",
    tells: "fixes, what was taken back or closed, and who did it; also “what did you do”",
  },
  { ask: "report october", tells: "a month on a page to read, print and send on; also “report 2026-10”" },
  {
    ask: "evidence 42",
    tells: "everything about one incident as a zip that proves itself",
    for: "technician",
    isInside: true,
  },
  {
    ask: "every monday at 8 who restored anything at contoso this week",
    tells:
      "asked by itself and answered here; also “every day”, “every weekday at 7:30”, “every first of the month”; “if any” at the end posts nothing where there is nothing",
  },
  {
    ask: "schedules",
    tells: "what is asked here by itself, and what came of it; “stop schedule 3” ends one",
  },
  { ask: "more", tells: "the next rows of an answer" },
  { ask: "export that as csv", tells: "all rows of an answer as a file; also json" },
  {
    ask: "expect forwarding for kim@contoso.com until friday #4711",
    tells: "page nobody for a change that is planned; also rule, access, role, app and restore",
    for: "technician",
  },
  {
    ask: "I will restore kim@contoso.com today #4711",
    tells: "who it will be: evidence for “who restored it”",
  },
  { ask: "mutes", tells: "what nobody is paged for at the moment, and until when" },
  {
    ask: "noise at contoso",
    tells: "which rules told of nothing, how often, and what to do; also “noise this month”",
    for: "viewer",
    isInside: true,
  },
  {
    ask: "test rule mailbox-forwarding-outside 30d",
    tells:
      "what a rule would have told, before it tells anybody; a rule that is only a file yet is tried at the command line: watchpost rules backtest RULE.yml",
    for: "viewer",
    isInside: true,
  },
  {
    ask: "freeze",
    tells:
      "stop all fixes of all customers at once, also those that are running; “freeze contoso” those of one; unfreeze allows them again",
    for: "technician",
  },
  {
    ask: "link contoso",
    tells: "make this channel a customer's; unlink ends that",
    for: "operator",
  },
  { ask: "lift mute 7", tells: "page again for what mute 7 covers", for: "technician" },
]
