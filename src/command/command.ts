/** What a person can ask in chat. The words are parsed by `parse-command.ts`; answers are made by the `answer-*.ts` files; help lists `examples.ts`. */

import type { SubjectKind } from "../model/act.ts"
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
