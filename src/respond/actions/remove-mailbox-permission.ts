/**
 * Takes back exactly the rights that one person was given on one mailbox: FullAccess (and its kin) or SendAs.
 * Follows Get-, Add- and Remove-MailboxPermission and -RecipientPermission (Exchange PowerShell reference).
 */
import { RemediationError } from "../../model/errors.ts"
import type { JsonObject } from "../../model/json.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { flag, objects, same, splitRights, text, texts } from "../cmdlet-rows.ts"
import { findRecipient, namesOf, sameRecipient } from "../find-recipient.ts"
import type { Reach } from "../reach.ts"
import { identityIn, mailboxNameOf, mailboxOf } from "../subject.ts"

export const removeMailboxPermission: Action = {
  name: "remove-mailbox-permission",
  label: "Remove this permission",
  reversibility:
    "Can be undone: the same rights are given again. What was read meanwhile can't be taken back.",
  undoable: true,
  read,
  pin: (subject, before) => ({ ...subject, holder: text(before, "user") ?? "" }),
  plan: (subject, before) => entries(before).map((entry) => removal(subject, before, entry)),
  anchor: mailboxOf,
  isDone: (_subject, after) => held(after).length === 0,
  describe,
  live: (before) => [
    {
      label: `${texts(before, "wanted").join(", ")} for ${text(before, "grantee") ?? "the person"}`,
      value: grantedText(entries(before).length),
    },
  ],
  inverse: (subject, before) => entries(before).map((entry) => grant(subject, before, entry)),
}

/** Of several entries the number tells whether some of them are gone. */
const grantedText = (count: number): string =>
  count === 0 ? "not granted" : count === 1 ? "granted" : `granted by ${count} entries`

const SEND_AS = "SendAs"

/** The wanted rights that the person holds now, directly. */
const held = (snapshot: Snapshot): readonly string[] => texts(snapshot, "held")

const isSendAs = (snapshot: Snapshot): boolean =>
  texts(snapshot, "wanted").some((right) => same(right, SEND_AS))

/**
 * The entries that give them: one for each way in which folders inherit. Exchange removes only an entry that it is told
 * rightly, and says of any other that it doesn't exist. Source: Remove-MailboxPermission, "InheritanceType".
 */
const entries = (snapshot: Snapshot): readonly JsonObject[] => objects(snapshot, "entries")

function common(subject: Subject, before: Snapshot, entry: JsonObject) {
  const user = text(before, "user") ?? ""
  const parameters = {
    Identity: mailboxOf(subject),
    ...(isSendAs(before) ? { Trustee: user } : { User: user }),
    AccessRights: texts(entry, "rights"),
    ...(isSendAs(before) ? {} : { InheritanceType: text(entry, "inheritance") ?? DEFAULT_INHERITANCE }),
    Confirm: false,
  }
  return { parameters, ...(entries(before).length > 1 ? { mayComeLast: true } : {}) }
}

const DEFAULT_INHERITANCE = "All"

const removal = (subject: Subject, before: Snapshot, entry: JsonObject) => ({
  cmdlet: isSendAs(before) ? "Remove-RecipientPermission" : "Remove-MailboxPermission",
  ...common(subject, before, entry),
})

/** Whether Outlook opens the mailbox by itself can't be read back; the event tells, else Exchange's default is on. */
function grant(subject: Subject, before: Snapshot, entry: JsonObject) {
  const { parameters, ...rest } = common(subject, before, entry)
  const AutoMapping = (subject.autoMapping ?? "true").toLowerCase() !== "false"
  return isSendAs(before)
    ? { cmdlet: "Add-RecipientPermission", parameters, ...rest }
    : { cmdlet: "Add-MailboxPermission", parameters: { ...parameters, AutoMapping }, ...rest }
}

/** Mailbox rights and SendAs live in two lists with two cmdlets; one fix takes back from one of them. */
function wantedRights(subject: Subject): readonly string[] {
  const rights = splitRights([subject.accessRights ?? ""])
  const sendAs = rights.filter((right) => same(right, SEND_AS))
  if (rights.length === 0) {
    throw new RemediationError("The alert doesn't name the rights that were given; look at the mailbox.")
  }
  if (rights.some((right) => same(right, "SendOnBehalf"))) {
    throw new RemediationError("“Send on behalf” can't be taken back from a card; do it by hand in Exchange.")
  }
  if (sendAs.length > 0 && sendAs.length < rights.length) {
    throw new RemediationError(
      "The alert names SendAs together with mailbox rights; take them back one by one.",
    )
  }
  return rights
}

async function read(subject: Subject, reach: Reach): Promise<Snapshot> {
  const mailbox = mailboxOf(subject)
  const grantee = identityIn(subject, "user", "person who was given access")
  const wanted = wantedRights(subject)
  const sendAs = same(wanted[0] ?? "", SEND_AS)
  const cmdlet = sendAs ? "Get-RecipientPermission" : "Get-MailboxPermission"
  const parameters = { Identity: mailbox, ...(sendAs ? { ResultSize: "Unlimited" } : {}) }
  const rows = await reach.rows(cmdlet, parameters, mailbox)
  const userKey = sendAs ? "Trustee" : "User"
  const grants = rows.filter((row) => isGrant(row, userKey))
  const direct = grants.filter((row) => !flag(row, "IsInherited"))
  const mine = await rowsOf(direct, userKey, { grantee, holder: subject.holder, wanted }, (name) =>
    findRecipient(name, reach),
  )
  const [row] = mine
  const user = (row === undefined ? undefined : text(row, userKey)) ?? subject.holder ?? grantee
  return {
    mailbox: mailboxNameOf(subject),
    ...{ grantee, user, wanted },
    held: rightsIn(mine, wanted),
    entries: entriesOf(mine, wanted),
    inherited: rightsIn(
      grants.filter((one) => flag(one, "IsInherited") && same(text(one, userKey) ?? "", user)),
      wanted,
    ),
    rows: mine.map((found) => ({ user: text(found, userKey) ?? "", rights: texts(found, "AccessRights") })),
  }
}

/** The wanted rights that these rows give. */
function rightsIn(rows: readonly JsonObject[], wanted: readonly string[]): readonly string[] {
  const rights = rows.flatMap((row) => splitRights(texts(row, "AccessRights")))
  return wanted.filter((right) => rights.some((other) => same(other, right)))
}

const entriesOf = (rows: readonly JsonObject[], wanted: readonly string[]): readonly JsonObject[] =>
  [...Map.groupBy(rows, (row) => text(row, "InheritanceType") ?? DEFAULT_INHERITANCE)]
    .map(([inheritance, some]) => ({ inheritance, rights: rightsIn(some, wanted) }))
    .filter(({ rights }) => rights.length > 0)

/** SELF and refusals are not what a person granted. `S-1-5-10` is NT AUTHORITY\SELF (Windows, "Well-known SIDs"). */
function isGrant(row: JsonObject, userKey: string): boolean {
  const user = text(row, userKey) ?? ""
  const sid = text(row, "UserSid") ?? text(row, "TrusteeSidString") ?? ""
  const self = same(user, "NT AUTHORITY\\SELF") || sid === "S-1-5-10" || user === "S-1-5-10"
  const refusal = flag(row, "Deny") || same(text(row, "AccessControlType") ?? "Allow", "Deny")
  return user !== "" && !self && !refusal
}

type Who = {
  readonly grantee: string
  readonly holder: string | undefined
  readonly wanted: readonly string[]
}

/** The rows of the grantee: by the same text, else by whom the texts resolve to. A pinned holder is compared as text only. */
async function rowsOf(
  rows: readonly JsonObject[],
  userKey: string,
  who: Who,
  resolve: (name: string) => Promise<JsonObject | undefined>,
): Promise<readonly JsonObject[]> {
  const named = (row: JsonObject): string => text(row, userKey) ?? ""
  const exact = rows.filter((row) => same(named(row), who.holder ?? who.grantee))
  if (exact.length > 0 || who.holder !== undefined) return exact

  const relevant = rows.filter((row) => holds(row, who.wanted))
  if (relevant.length === 0) return []
  const person = await resolve(who.grantee)
  if (person === undefined) return nobodyOrRefuse(who, relevant.map(named))
  const found: JsonObject[] = []
  for (const row of relevant) {
    const isAddress = named(row).includes("@") && namesOf(person).has(named(row).toLowerCase())
    const other = isAddress ? undefined : await resolve(named(row))
    if (isAddress || (other !== undefined && sameRecipient(person, other))) found.push(row)
  }
  return found
}

const holds = (row: JsonObject, wanted: readonly string[]): boolean =>
  splitRights(texts(row, "AccessRights")).some((right) => wanted.some((other) => same(right, other)))

/** "Already gone" is said only when every holder is an address that differs; else a deleted account could hide here. */
function nobodyOrRefuse(who: Who, holders: readonly string[]): readonly JsonObject[] {
  if ([who.grantee, ...holders].every((name) => name.includes("@"))) return []
  throw new RemediationError(
    `Exchange doesn't know ${who.grantee}, and it isn't clear which permission is meant; take it back by hand.`,
  )
}

function describe(before: Snapshot, after: Snapshot): string {
  const rights = texts(after, "wanted").join(", ")
  const about = `${rights} on ${text(after, "mailbox") ?? "the mailbox"}`
  const grantee = text(after, "grantee") ?? "the person"
  if (held(after).length > 0) return `${grantee} still has ${about}.`
  const inherited = texts(after, "inherited")
  const left =
    inherited.length === 0
      ? ""
      : ` An inherited entry still gives ${inherited.join(", ")}: that can't be taken back on the mailbox, look where it comes from.`
  return held(before).length === 0
    ? `${grantee} has no ${about} that was given directly.${left}`
    : `${grantee} no longer has ${about}: read back, the permission is gone.${left}`
}
