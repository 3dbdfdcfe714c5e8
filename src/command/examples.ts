/** What help lists, and what a suggestion is taken from, in the groups that help shows. */
import type { StaffRole } from "../model/person.ts"

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

export type ExampleGroup = { readonly heading: string; readonly examples: readonly Example[] }

export const EXAMPLE_GROUPS: readonly ExampleGroup[] = [
  {
    heading: "Right now",
    examples: [
      { ask: "help", tells: "what can be asked here" },
      { ask: "status", tells: "how far everything has been read, and what is wrong" },
      { ask: "alerts", tells: "open incidents, newest first" },
      { ask: "alerts at contoso", tells: "open incidents of one customer" },
      {
        ask: "board",
        tells: "open incidents, oldest first, and who is on them",
        tellsThere: "open incidents, oldest first",
      },
      {
        ask: "explain alert 42",
        tells: "why an incident is there, what to ask, and what was done; also “history 42”",
      },
      { ask: "mutes", tells: "what nobody is paged for at the moment, and until when" },
    ],
  },
  {
    heading: "Restores from backup",
    examples: [
      {
        ask: "who restored mailbox kim@contoso.com this week",
        tells: "restores from backup; also “last night”, “since monday 14:00”, “3 to 5 november”",
      },
      { ask: "who restored anything at contoso yesterday", tells: "all restores of one customer" },
      {
        ask: "I will restore kim@contoso.com today #4711",
        tells: "who it will be: evidence for “who restored it”",
      },
    ],
  },
  {
    heading: "Mailboxes and people",
    examples: [
      {
        ask: "who can read kim@contoso.com's mailbox",
        tells: "rights and forwarding as Exchange has them now",
      },
      {
        ask: "who set forwarding on kim@contoso.com",
        tells: "changes of forwarding and of rules that forward",
      },
      { ask: "show forwards at contoso", tells: "as Exchange has them now; also inbox rules and delegates" },
      {
        ask: "what did kim@contoso.com do in the last 24 hours",
        tells: "everything that is recorded of one person",
      },
      { ask: "sign-ins of kim@contoso.com from outside", tells: "when, and from where" },
      {
        ask: "same ip 203.0.113.7 anywhere",
        tells: "what one address did at all customers",
        for: "viewer",
        isInside: true,
      },
    ],
  },
  {
    heading: "A customer",
    examples: [
      { ask: "what changed at contoso today", tells: "what people and apps changed, newest first" },
      {
        ask: "admin activity of global admins at contoso last month",
        tells: "what those who may do everything did",
      },
      {
        ask: "posture at contoso",
        tells: "is everything recorded that should be, may mail leave by itself; also “audit status”",
      },
    ],
  },
  {
    heading: "What was done, and proof of it",
    examples: [
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
    ],
  },
  {
    heading: "With an answer",
    examples: [
      { ask: "more", tells: "the next rows of an answer" },
      { ask: "export that as csv", tells: "all rows of an answer as a file; also json" },
      {
        ask: "every monday at 8 who restored anything at contoso this week",
        tells:
          "asked by itself and answered here; also “every day”, “every weekday at 7:30”, “every first of the month”; “if any” at the end posts nothing where there is nothing",
      },
      {
        ask: "schedules",
        tells: "what is asked here by itself, and what came of it; “stop schedule 3” ends one",
      },
    ],
  },
  {
    heading: "Rules and noise",
    examples: [
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
        ask: "expect forwarding for kim@contoso.com until friday #4711",
        tells: "page nobody for a change that is planned; also rule, access, role, app and restore",
        for: "technician",
      },
      { ask: "lift mute 7", tells: "page again for what mute 7 covers", for: "technician" },
    ],
  },
  {
    heading: "Stop and link",
    examples: [
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
    ],
  },
]

export const EXAMPLES: readonly Example[] = EXAMPLE_GROUPS.flatMap(({ examples }) => examples)
