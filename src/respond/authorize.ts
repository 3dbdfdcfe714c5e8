/**
 * Who may press what, decided from stored data alone. The default is no: a press is allowed only when every question
 * below is answered, so that a forged card, a copied button or a borrowed channel ends in one of the sentences.
 */
import {
  type ActionName,
  CONTAINMENT,
  type FixName,
  fixOf,
  isApproval,
  isFix,
  isOwnerAnswer,
  isPlaybook,
  isUndo,
  type PlaybookName,
  type UndoName,
} from "../model/action.ts"
import { type Alert, bulkFixIn, type Incident, singleFixesIn } from "../model/alert.ts"
import type { TenantId } from "../model/ids.ts"
import { isStaff, mayAs, type Person } from "../model/person.ts"
import type { Caller } from "../ports/bot.ts"
import type { Button } from "../ports/incident-store.ts"

export type Question = {
  readonly caller: Caller
  readonly trigger: "manual" | "automatic"
  readonly button: Button
  readonly incident: Incident
  readonly people: readonly Person[]
  readonly mspTenantId: TenantId
  readonly canRespond: (tenant: TenantId) => boolean
  /** Milliseconds UTC. */
  readonly now: number
}

export type Allowed = { readonly allowed: true; readonly person: Person }
/** `sentence` is said in chat and kept in the trail. */
export type Denied = { readonly allowed: false; readonly sentence: string }

/** May this press change something? */
export function authorize(question: Question): Allowed | Denied {
  if (question.trigger === "automatic")
    return denied("A card that refreshes by itself never changes anything.")
  const looking = mayLook(question)
  if (!looking.allowed) return looking
  if (question.now >= question.button.expiresAt) {
    return denied("This button has expired; ask for the alert again and press the new card.")
  }
  const { action } = question.button
  if (!hasRole(looking.person, action)) return denied(roleSentence(looking.person))
  if (isApproval(action)) return mayApprove(question, looking.person)
  if (isFix(action)) return mayFix(question, looking.person, action)
  return isUndo(action) || isPlaybook(action)
    ? mayFix(question, looking.person, judgedAs(action, question.incident))
    : looking
}

/** May this caller see the card? Also asked before a refresh is answered. */
export function mayLook(question: Omit<Question, "trigger" | "canRespond" | "now">): Allowed | Denied {
  const { caller, button, incident } = question
  if (button.incidentId !== incident.id || button.tenantId !== incident.tenantId) {
    return denied("This button and its alert belong to different customers; nothing was done.")
  }
  if (caller.conversationId !== button.conversationId) {
    return denied("This button belongs to another channel; use the card there.")
  }
  const candidates = question.people.filter((person) => isCaller(person, question))
  if (candidates.length === 0) {
    return denied("You are not on Watchpost's list of people; ask your administrator to add you.")
  }
  const inScope = candidates.filter((person) => covers(person, button.tenantId))
  if (inScope.length === 0) return denied("You are not responsible for this customer.")
  const readers = inScope.filter((person) => button.face === "customer" || isStaff(person))
  const person = readers.find((candidate) => hasRole(candidate, button.action)) ?? readers[0]
  return person === undefined ? denied(FOR_STAFF) : { allowed: true, person }
}

const FOR_STAFF =
  "Only technicians may do this; press “That was us” or “We don't know this” on your own card."

const roleSentence = ({ role }: Person): string =>
  role === "contact" ? FOR_STAFF : `Your role is ${role}: it doesn't include this; ask a colleague.`

/**
 * The person by object id and the tenant that vouches for it. Technicians come from the provider's own Teams only:
 * the same object id claimed from any other tenant is a stranger. Contacts come from their own tenant, or as guests
 * of the provider's.
 */
export function isCaller(person: Person, question: Pick<Question, "caller" | "mspTenantId">): boolean {
  const { caller, mspTenantId } = question
  if (person.objectId.toLowerCase() !== caller.objectId.toLowerCase()) return false
  if (isStaff(person)) {
    return person.homeTenantId === mspTenantId && caller.teamsTenantId === mspTenantId
  }
  return caller.teamsTenantId === person.homeTenantId || caller.teamsTenantId === mspTenantId
}

/** `all` counts for staff only: a contact with it would see every customer. */
const covers = (person: Person, tenant: TenantId): boolean =>
  person.scope === "all" ? isStaff(person) : person.scope.includes(tenant)

/** Everything else is for technicians and above. */
const FOR_CONTACTS: readonly ActionName[] = ["that-was-us", "we-dont-know-this"]

/** What only the mailbox's owner answers is in nobody's role: see `run-owner-answer.ts`. */
const hasRole = (person: Person, action: ActionName): boolean => {
  if (isOwnerAnswer(action)) return false
  return person.role === "contact"
    ? FOR_CONTACTS.includes(action)
    : mayAs(person, action === "approve" ? "approver" : "technician")
}

/** May this person have an incident of this customer? */
export const mayTake = (person: Person, tenant: TenantId): boolean =>
  covers(person, tenant) && hasRole(person, "claim")

/** Who may be the second person, by name. `asker` is the object id of whoever asks. */
export const approversOf = (people: readonly Person[], tenant: TenantId, asker: string): readonly string[] =>
  people
    .filter((one) => one.objectId !== asker && covers(one, tenant) && hasRole(one, "approve"))
    .map(({ name }) => name)

/** Four eyes: whoever asked may withdraw, and only somebody else may approve. */
function mayApprove(question: Question, person: Person): Allowed | Denied {
  const { approval } = question.incident
  // Nothing waits any more: the card then tells what became of it.
  if (approval === undefined) return { allowed: true, person }
  const isOwn = approval.byId === person.objectId
  if (question.button.action === "decline") {
    return isOwn || mayAs(person, "approver") ? { allowed: true, person } : denied(roleSentence(person))
  }
  if (isOwn) return denied("You asked for this yourself; the second person has to be somebody else.")
  return mayFix(question, person, judgedAs(approval.action, question.incident))
}

/** A playbook locks an account out as its steps do; where it is offered, this one is. Many of one fix are that fix. */
const judgedAs = (action: FixName | UndoName | PlaybookName, incident: Incident): FixName | undefined => {
  if (action === "fix-all") return bulkFixIn(incident)
  if (isPlaybook(action)) return "revoke-sessions"
  return isUndo(action) ? fixOf(action) : action
}

function mayFix(question: Question, person: Person, fix: FixName | undefined): Allowed | Denied {
  const { button, incident } = question
  if (fix === undefined || !belongs(fix, incident) || isForOneOfMany(button.action, incident)) {
    return denied("This fix doesn't belong to this alert any more; use the newest card.")
  }
  if (!question.canRespond(button.tenantId)) {
    return denied("This customer allows watching only; ask its administrator to approve fixing.")
  }
  if (concernsOwn(person, incident.alert, fix)) {
    return denied("You can't change your own account from a card; ask a colleague.")
  }
  return { allowed: true, person }
}

/** A card that has become one of many has other buttons: a fix of one of them would leave the others as they are. */
const isForOneOfMany = (action: ActionName, incident: Incident): boolean =>
  isFix(action) && incident.more !== undefined && !singleFixesIn(incident).includes(action)

/** What a playbook did stands on the incident, whatever its alert offers by itself. */
const belongs = (fix: FixName, { alert, standing }: Incident): boolean =>
  alert.rule.actions.includes(fix) || (standing ?? []).some(({ action }) => action === fix)

/** Nobody fixes what concerns their own account: the session may be a thief's. */
export function concernsOwn(
  person: Pick<Person, "objectId" | "upn">,
  { target, object, actor }: Pick<Alert, "target" | "object" | "actor">,
  fix: FixName,
): boolean {
  const own = [person.objectId, person.upn].flatMap((name) =>
    name === undefined ? [] : [name.toLowerCase()],
  )
  const contained = CONTAINMENT.includes(fix) ? [actor.upn, object.account] : []
  return [target.id, target.name, object.user, object.userId, ...contained].some((name) =>
    own.includes(name?.toLowerCase() ?? ""),
  )
}

const denied = (sentence: string): Denied => ({ allowed: false, sentence })
