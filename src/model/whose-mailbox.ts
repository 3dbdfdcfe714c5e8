/** Whose mailbox or account an incident is about: by what name the directory is asked for that person. */
import { type SubjectKind, subjectKind } from "./act.ts"
import { type Incident, isForTechnicians } from "./alert.ts"

/** What an owner may have done, or asked for, in their own mailbox. */
const OF_MAILBOXES: readonly SubjectKind[] = ["forwarding", "inbox-rule", "permission"]
/** Whoever signed in, or changed what signing in takes, reads the chats, too. */
const OF_SIGN_INS: readonly SubjectKind[] = ["sign-in", "sign-in-method"]

export const isAboutSigningIn = (subject: string): boolean => OF_SIGN_INS.includes(subjectKind(subject))

/** What the record calls them: a sign-in name, an object id, or another name of the mailbox. Undefined where nobody is meant. */
export function ownerKeyOf({ alert }: Pick<Incident, "alert">): string | undefined {
  const { subject, target, object, actor } = alert
  const kind = subjectKind(subject)
  // A consent in one's own name; that for everybody is an administrator's.
  if (kind === "application")
    return object.consentType === "Principal" && actor.kind === "user" ? actor.upn : undefined
  if (!OF_MAILBOXES.includes(kind) || target.kind !== "mailbox") return undefined
  const names = [object.mailbox, target.id, target.name].map((name) => name?.trim() ?? "")
  return names.find((name) => name !== "" && name.toLowerCase() !== "unknown")
}

/**
 * Whether a card offers to ask them. Not where it stands for many, and not about what was there before anybody watched: nobody
 * knows when that was done. Of sign-ins it is offered greyed, so that the card says why not.
 */
export const hasOwnerToAsk = (incident: Incident): boolean =>
  incident.more === undefined &&
  !isForTechnicians(incident) &&
  (isAboutSigningIn(incident.subject) || ownerKeyOf(incident) !== undefined)
