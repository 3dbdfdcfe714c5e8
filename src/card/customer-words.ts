/**
 * What a customer reads of an alert. Sentences are written for technicians and may hold what a whole channel shouldn't
 * read: subjects of mails, words that were searched for, addresses, names of servers. So a customer reads a sentence only of
 * the kinds of alerts whose sentences are free of that; of every other kind, and of bursts and sequences, the rule's title.
 */

import { countryName } from "../lib/country-name.ts"
import { plainText, withoutAddresses } from "../lib/plain-text.ts"
import { restoreOf, type SubjectKind, subjectKind } from "../model/act.ts"
import type { Alert, Incident } from "../model/alert.ts"
import { HOLDER_OF_OUR_SECRET } from "../model/remediation.ts"

/** Kinds whose sentence says no more than who did what to whose account, rule, app or file. */
const TOLD: ReadonlySet<SubjectKind> = new Set([
  "forwarding",
  "inbox-rule",
  "permission",
  "mailbox-audit",
  "transport-rule",
  "connector",
  "mail-protection",
  "quarantine",
  "directory-role",
  "exchange-role",
  "application",
  "sign-in-method",
  "conditional-access",
  "domain",
  "user",
  "device",
  "sharing",
  "teams",
  "microsoft-alert",
])

/** Words of the trade. */
const RAW: readonly RegExp[] = [
  // Ids
  /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|\burn:/i,
  // Cmdlets, and names of parameters: at least three words in one
  /\b(?:Set|New|Get|Add|Remove|Enable|Disable)-[A-Z]|\b(?:[A-Z][a-z]+){3,}\b/,
  // Paths on a computer, and accounts of Windows
  /[A-Za-z]:\\|\w\\\w/,
  // Changed values
  / → /,
]

/** What people tell people. */
const UNTOLD = HOLDER_OF_OUR_SECRET.toLowerCase()

const isRaw = (text: string): boolean =>
  text.toLowerCase().includes(UNTOLD) || RAW.some((form) => form.test(text))

/** Text of ours or of people, at most `max` characters, without addresses and the words that lead to them. */
export const calm = (text: string, max: number): string =>
  withoutAddresses(plainText(text, max)).replaceAll(" ([address])", "").replaceAll(" from [address]", "")

/** How it was checked, and what goes on between machines, is for technicians. */
const withoutProof = (what: string): string =>
  what
    .replace(/, read back:/g, ":")
    .replace(/: read back\b.*?\.(?=\s|$)/g, ".")
    .replace(/ Access tokens that are out .*?\.(?=\s|$)/g, "")
    .replace(/ Open sessions go on until they are revoked\./g, "")

/** What was done for them, at most 300 characters: a result may name what only technicians know. */
export function calmDeed(what: string): string {
  const text = calm(withoutProof(what), 300)
  return isRaw(text) ? "worked on this" : text
}

/** Titles that are the technicians' words, in those of people who have their own trade. */
const PLAIN_TITLES: readonly (readonly [RegExp, string])[] = [
  [/^A password spray found a password$/, "Somebody who guessed passwords of many accounts found one"],
  [/^Signed in from the address of a password spray$/, "Sign-in from where passwords were guessed"],
  [/\bpassword spray\b/i, "Somebody guesses passwords of many accounts"],
  [/^Prompt bombing$/, "Somebody was asked many times to confirm a sign-in"],
  [/^Several refused prompts$/, "Somebody refused several times to confirm a sign-in"],
  [/\banonymizer\b/, "Sign-in through a network that hides where it comes from"],
  [/^One session from /, "One sign-in was used from several places"],
  [/^Token for /, "Sign-in on a device that nobody manages"],
  [/\bgave a token away$|^Link of a developer tool, then /, "A link let somebody else into an account"],
  [/^One command line in /, "An account was used from two places at once"],
  [/^Conditional access weakened$/, "Rules for signing in weakened"],
]

function plainTitle(title: string): string {
  const text = plainText(title, 200) || "An unusual change"
  return plainWords(PLAIN_TITLES.find(([trade]) => trade.test(text))?.[1] ?? text)
}

/** A tenant is somebody who pays rent. */
const plainWords = (text: string): string =>
  text.replace(/\b(the|this|whole|another|other|our) tenant(s?)\b/g, "$1 organization$2")

/** One sentence for the customer, at most 450 characters. */
export function calmSentence(alert: Alert): string {
  const title = `${plainTitle(alert.rule.title)}.`
  if (isOfSeveral(alert)) return title
  if (alert.subject === "audit-log")
    return "The log that records what happens in your Microsoft 365 was switched off."
  if (restoreOf(alert.subject) !== undefined) return restoreSentence(alert) ?? title
  const sentence = plainWords(calm(withoutScopes(alert), 450))
  return TOLD.has(subjectKind(alert.subject)) && sentence !== "" && !isRaw(sentence) ? sentence : title
}

/** What an incident is about, at most 500 characters; of a burst one of its alerts, and how many there are. */
export function calmWhat({ alert, more, alertIds }: Pick<Incident, "alert" | "more" | "alertIds">): string {
  const others = alertIds.length - 1
  return `${calmSentence(alert)}${more === undefined || others < 1 ? "" : ` And ${others} more like it.`}`
}

/** The same where no row beside it names the mailbox. */
export function calmLine(incident: Pick<Incident, "alert" | "more" | "alertIds">): string {
  const what = calmWhat(incident)
  const mailbox = mailboxName(incident.alert)
  return mailbox === undefined || what.includes(mailbox) ? what : `${what} Mailbox: ${mailbox}.`
}

/** Names of permissions say nothing to a customer: what an app may reach stands before them in words. */
const withoutScopes = ({ summary, subject }: Alert): string =>
  subjectKind(subject) === "application"
    ? plainText(summary, 600).replace(/ \((?:[\w.-]+, )*[\w.-]+\)\.$/, ".")
    : summary

/** Undefined where the record has an id instead of a name, and where it is about no mailbox. */
export function mailboxName({ target }: Alert): string | undefined {
  const name = calm(target.name, 150)
  return target.kind !== "mailbox" || name === "" || name === "unknown" || isRaw(name) ? undefined : name
}

/** From which country a sign-in came: what its owner knows best. Several of them may have come from several. */
export const countryOfSignIn = (alert: Alert): string | undefined =>
  subjectKind(alert.subject) === "sign-in" && !isOfSeveral(alert) ? countryName(alert.country) : undefined

/** What several records tell together begins with the rule's title, and quotes what each of them says. */
export const isOfSeveral = ({ summary, rule }: Alert): boolean =>
  plainText(rule.title) !== "" && plainText(summary).startsWith(`${plainText(rule.title)}: `)

const TAKEN: Readonly<Record<string, string>> = {
  restore: "put back from the backup",
  save: "saved from the backup to a file",
  export: "exported from the backup to a file",
  send: "sent by mail from the backup",
}

/** Undefined where nothing was taken from a backup. An item of a mailbox is named by its subject, which stays unsaid. */
function restoreSentence(alert: Alert): string | undefined {
  const how = TAKEN[alert.operation.toLowerCase()]
  if (how === undefined) return undefined
  const mailbox = mailboxName(alert)
  if (mailbox !== undefined) return `Data of the mailbox ${mailbox} was ${how}.`
  const file = alert.target.kind === "file" ? plainText(alert.object.item, 120) : ""
  return file === "" || isRaw(file) ? `Data was ${how}.` : `The file “${file}” was ${how}.`
}

/** People by their name; apps and services by what they are, because their ids say nothing to a customer. */
export function personOrKind({ alert }: Incident): string {
  const name = calm(alert.actorName, 120)
  switch (alert.actor.kind) {
    case "partner":
      return isRaw(name) ? "an administrator of another company" : name
    case "user":
    case "guest":
      // Who restored something is weighed; the account of a backup server is no answer.
      return isRaw(name) || alert.object.session !== undefined ? "not known yet" : name
    case "application":
      return "an app, not a person"
    case "microsoft":
      return "Microsoft"
    case "unknown":
      return "not known yet"
  }
}
