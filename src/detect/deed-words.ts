/** What an operation did, in words that go on after who did it: "read mail", "uploaded plan.docx". Pure. */
import { plainText } from "../lib/plain-text.ts"
import type { AuditRecord } from "../model/audit-record.ts"

/** By folded names. `on` is what it was done to, empty where the record names nothing. */
const DEEDS: Readonly<Record<string, (on: string) => string>> = {
  mailitemsaccessed: () => "read mail",
  send: () => "sent mail",
  userloggedin: () => "signed in",
  userloginfailed: () => "failed to sign in",
  memberadded: () => "added somebody to a team",
  memberremoved: () => "took somebody out of a team",
  fileuploaded: (on) => `uploaded ${on || "a file"}`,
  filedownloaded: (on) => `downloaded ${on || "a file"}`,
  "update application - certificates and secrets management": (on) =>
    `changed the secrets or certificates of ${on === "" ? "an app" : `the app "${on}"`}`,
}

/** Exchange's cmdlets by how they begin. */
const VERBS: Readonly<Record<string, string>> = {
  Set: "changed",
  New: "made",
  Add: "added",
  Remove: "removed",
  Enable: "switched on",
  Disable: "switched off",
}
const CMDLET = /^(Set|New|Add|Remove|Enable|Disable)-([A-Za-z]{2,60})$/

/** "added mailbox permission ceo@…": the thing as Exchange calls it, word by word. */
function cmdletWords(operation: string, on: string): string | undefined {
  const [, verb = "", thing = ""] = CMDLET.exec(operation) ?? []
  const words = thing
    .replace(/([a-z])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$2 ")
    .replace(/\b[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase())
  return words === "" ? undefined : `${VERBS[verb]} ${words}${on === "" ? "" : ` ${on}`}`
}

/** A sentence that goes on after who did it; what has no words here stands in quotes, as the vendor wrote it. */
export function deedSentence(who: string, record: AuditRecord): string {
  const deed = deedWords(record)
  return deed === undefined ? `${who}: ${quotedDeed(record)}.` : `${who} ${deed}.`
}

/** The same where a colon stands before it. */
export const deedOf = (record: AuditRecord): string => deedWords(record) ?? quotedDeed(record)

function deedWords(record: AuditRecord): string | undefined {
  const on = nameOf(record)
  return DEEDS[record.operationKey]?.(on) ?? cmdletWords(record.operation, on)
}

function quotedDeed(record: AuditRecord): string {
  const on = nameOf(record)
  return `"${plainText(record.operation, LONGEST).replace(/\.$/, "")}"${on === "" ? "" : ` on ${on}`}`
}

const LONGEST = 200

const nameOf = ({ target }: AuditRecord): string =>
  target.id === "unknown" ? "" : plainText(target.name, LONGEST)
