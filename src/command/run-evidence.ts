/** "Evidence 42": a link to everything about an incident, as a zip that proves itself. For technicians alone. */
import type { Incident } from "../model/alert.ts"
import { mayAs } from "../model/person.ts"
import type { Tenant } from "../model/tenant.ts"
import type { BotReply } from "../ports/bot.ts"
import { noSuchAlert } from "./answer-explain.ts"
import type { Refusal, Scope } from "./command-scope.ts"
import { type FileLinks, LINK_TERMS, type LinkedFile, type LinkFor } from "./file-links.ts"
import type { IncidentHere } from "./query-store.ts"
import { NO_LINKS, renderAnswer, renderLink } from "./render-answer.ts"

export type EvidenceDeps = {
  /** Missing: no file can be handed over. */
  readonly files?: Pick<FileLinks, "offer">
  /** Makes the pack while it is fetched. */
  readonly packOf: (incident: Incident, tenant: Tenant, given: LinkFor) => LinkedFile
}

/** Where a pack may be handed over: to technicians, where technicians alone read the link. */
export function evidenceScope(scope: Scope): Scope | Refusal {
  if (!mayAs(scope.person, "technician"))
    return { allowed: false, sentence: "Evidence packs are for technicians." }
  if (scope.face === "technician") return scope
  return {
    allowed: false,
    sentence:
      "An evidence pack holds raw records and the technicians' notes, and everybody here could open the link. Ask for it in the chat with me, or in the triage channel.",
  }
}

/** `found` is undefined when there is no such incident here. */
export function offerEvidence(
  number: number,
  found: IncidentHere | undefined,
  given: LinkFor,
  { files, packOf }: EvidenceDeps,
): BotReply {
  if (found === undefined) return renderAnswer(noSuchAlert(number))
  const url = files?.offer(packOf(found.incident, found.owner, given), given)
  if (url === undefined) return NO_LINKS
  return renderLink(
    `Evidence of incident ${number}`,
    `${found.owner.displayName}: timeline, raw records and trail as a zip that proves itself. Each copy is of the moment in which it is fetched, and its seal is then in the trail. ${LINK_TERMS}`,
    url,
  )
}
