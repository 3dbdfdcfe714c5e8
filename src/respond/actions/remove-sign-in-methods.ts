/**
 * Removes the sign-in methods that an account got in the week before an incident began, and since: a phone or an app that a
 * thief registered outlives every new password. Older ones stay; so does what bears no date or can't be removed through
 * Microsoft Graph, which is told for a person to decide.
 * Follows authenticationMethod and the Delete request of each of its types (Microsoft Graph v1.0 reference).
 */
import { isPassword, methodKind, methodName } from "../../card/sign-in-methods.ts"
import { RemediationError } from "../../model/errors.ts"
import type { JsonObject } from "../../model/json.ts"
import type { PlannedCall } from "../../model/remediation.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { objects, said, text, withoutSidecars } from "../cmdlet-rows.ts"
import { adminGuard, lacking, readAccount, signInMethods } from "../directory-reads.ts"
import { lookBackFrom } from "../look-back.ts"
import type { Reach } from "../reach.ts"

export const removeSignInMethods: Action = {
  name: "remove-sign-in-methods",
  label: "Remove new sign-in methods",
  reversibility: "Can't be undone: whoever owns a removed phone, app or key registers it again.",
  undoable: false,
  read,
  pin: (subject, before) => ({
    ...subject,
    account: text(before, "id") ?? "",
    methods: newOnes(before).map(keyOf).join(" "),
  }),
  plan: removals,
  anchor: () => undefined,
  isDone: (subject, after) => removals(subject, after).length === 0,
  blocked: (before, granted) => lacking(granted, READ_WRITE) ?? adminGuard(before, granted),
  live: (before) => [
    {
      label: `Sign-in methods of ${text(before, "account") ?? "the account"}`,
      value: namesOf([...newOnes(before), ...older(before), ...byHand(before)]),
    },
  ],
  asks: (_subject, before) => warning(before),
  describe,
  inverse: () => [],
}

const READ_WRITE = "UserAuthenticationMethod.ReadWrite.All"
const READ = "UserAuthenticationMethod.Read.All"

/** Before the service existed: Graph writes year 1 where it knows no date. */
const EARLIEST = Date.UTC(2000, 0, 1)

/** Where each type is deleted; the others can't be, or only in Graph's beta. Source: the Delete request of each type. */
const PLACES: Readonly<Record<string, string>> = {
  microsoftAuthenticator: "microsoftAuthenticatorMethods",
  phone: "phoneMethods",
  fido2: "fido2Methods",
  softwareOath: "softwareOathMethods",
  email: "emailMethods",
  windowsHelloForBusiness: "windowsHelloForBusinessMethods",
  temporaryAccessPass: "temporaryAccessPassMethods",
  platformCredential: "platformCredentialMethods",
}
/** The same for every account; it goes after the alternate one. Source: Delete phoneAuthenticationMethod. */
const MOBILE_PHONE = "3179e48a-750b-4051-897c-87b9720928f7"

const newOnes = (snapshot: Snapshot): readonly JsonObject[] => objects(snapshot, "new")
const older = (snapshot: Snapshot): readonly JsonObject[] => objects(snapshot, "older")
const byHand = (snapshot: Snapshot): readonly JsonObject[] => objects(snapshot, "byHand")

const idOf = (row: JsonObject): string => text(row, "id") ?? ""
/** A phone that is registered again has its old id, and another date. */
const keyOf = (row: JsonObject): string => `${idOf(row)}@${text(row, "createdDateTime") ?? ""}`

async function read(subject: Subject, reach: Reach): Promise<Snapshot> {
  const since = lookBackFrom(subject)
  if (Number.isNaN(since)) throw new RemediationError("The incident doesn't say when it began.")
  const account = await readAccount(subject, reach)
  const methods = await signInMethods(text(account, "id") ?? "", reach, READ_WRITE, READ)
  const sorted = Object.groupBy(methods.map(withoutSidecars), (row) => groupOf(row, since))
  const { new: added = [], older: before = [], byHand: left = [] } = sorted
  return { ...account, since: new Date(since).toISOString(), new: added, older: before, byHand: left }
}

type Group = "password" | "new" | "older" | "byHand"

function groupOf(row: JsonObject, since: number): Group {
  if (isPassword(row)) return "password"
  const at = Date.parse(text(row, "createdDateTime") ?? "")
  if (Number.isNaN(at) || at < EARLIEST) return "byHand"
  if (at < since) return "older"
  return placeOf(row) === undefined || idOf(row) === "" ? "byHand" : "new"
}

const placeOf = (row: JsonObject): string | undefined => {
  const kind = methodKind(row)
  return Object.hasOwn(PLACES, kind) ? PLACES[kind] : undefined
}

/** Of the pinned ones those that are still there: what somebody registers afterwards is never meant. */
function removals({ methods = "" }: Subject, seen: Snapshot): readonly PlannedCall[] {
  const wanted = methods.split(" ")
  const isMobile = (row: JsonObject): number => Number(idOf(row) === MOBILE_PHONE)
  return newOnes(seen)
    .filter((row) => wanted.includes(keyOf(row)))
    .toSorted((a, b) => isMobile(a) - isMobile(b))
    .map((row) => ({
      method: "DELETE",
      path: `/users/${text(seen, "id") ?? ""}/authentication/${placeOf(row) ?? ""}/${encodeURIComponent(idOf(row))}`,
      // The method is one property of the user and the default method another; whether both are told at once isn't documented.
      recordedAs: ["admin deleted security info", "update user", "update user"],
      // The default method is refused as long as there is another one.
      mayComeLast: true,
    }))
}

const namesOf = (rows: readonly JsonObject[]): string =>
  rows.length === 0 ? "none" : rows.map(methodName).join(", ")

const dayOf = (snapshot: Snapshot): string => (text(snapshot, "since") ?? "").slice(0, 10)

/** Whoever has the password of an account without any method may register one. */
function warning(before: Snapshot): string | undefined {
  const [goes, stays] = [newOnes(before), [...older(before), ...byHand(before)]]
  if (goes.length === 0) return undefined
  const bare =
    stays.length === 0 && said(before, "enabled") !== false
      ? " Then none is left: as long as sign-in isn't blocked, whoever has the password can register one."
      : ""
  return `Goes, because it is new since ${dayOf(before)}: ${namesOf(goes)}. Stays: ${namesOf(stays)}.${bare} This can't be undone: the user registers again.`
}

function describe(before: Snapshot, after: Snapshot): string {
  const account = text(after, "account") ?? "the account"
  const meant = newOnes(before)
  const isIn = (rows: readonly JsonObject[], row: JsonObject) => rows.some((one) => keyOf(one) === keyOf(row))
  const told = (sentence: string, rows: readonly JsonObject[]): readonly string[] =>
    rows.length === 0 ? [] : [`${sentence}: ${namesOf(rows)}.`]
  const gone = meant.filter((row) => !isIn(newOnes(after), row))
  const still = newOnes(after).filter((row) => isIn(meant, row))
  const since = newOnes(after).filter((row) => !isIn(meant, row))
  return [
    ...(meant.length === 0 ? [`No sign-in method of ${account} is newer than ${dayOf(after)}.`] : []),
    ...told(`Removed from ${account}, read back`, gone),
    ...told("Still there", still),
    ...(still.length === 0 ? [] : [DEFAULT_LAST]),
    ...told("Added in the meantime and not touched; look at it in the admin center", since),
    ...told("Older, stays", older(after)),
    ...told("Has no date or can't be removed from here, so somebody has to look at it", byHand(after)),
  ].join(" ")
}

/** Source: Delete phoneAuthenticationMethod. */
const DEFAULT_LAST =
  "Microsoft doesn't remove the default method while there are others: make another one the default in the Entra admin center, then press again."
