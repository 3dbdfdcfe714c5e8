/** Of a restore: whom the question who needed it can be put to, what is sent, and what an answer leaves as evidence. */
import { type Askable, askables, questionNotices } from "../alert/who-needed.ts"
import { calmSentence } from "../card/customer-words.ts"
import { restoreOf } from "../model/act.ts"
import type { Incident } from "../model/alert.ts"
import type { Notice } from "../model/notice.ts"
import type { Declaration } from "../model/restore-evidence.ts"
import { mayTake } from "./authorize.ts"
import type { Said } from "./own-inputs.ts"
import type { Press, PressDeps } from "./press.ts"

/** Undefined for incidents that are about no restore. */
export async function askablesOf(
  deps: PressDeps,
  incident: Incident,
): Promise<readonly Askable[] | undefined> {
  const session = restoreOf(incident.subject)
  if (session === undefined) return undefined
  const answers = await deps.store.attributions.ofSessions(incident.tenantId, [session])
  return askables({
    customer: deps.customerOf(incident.tenantId)?.displayName ?? "The customer",
    channels: await deps.customerChannelsOf(incident.tenantId),
    likely: answers.get(session)?.person,
    staff: deps.people.filter((person) => mayTake(person, incident.tenantId)),
  })
}

/** What the press that asks sends, in the words of whoever reads it. */
export function questions(
  { press, person }: Press,
  said: Said,
  incident: Incident,
  { asking = [], now }: { readonly asking: readonly Askable[] | undefined; readonly now: number },
): readonly Notice[] {
  const askable = asking.find(({ id }) => id === press.inputs.to)
  if (said.action !== "ask-who" || askable === undefined) return []
  const what = "person" in askable ? incident.alert.summary : calmSentence(incident.alert)
  return questionNotices(incident, askable, { what, by: person.name, now })
}

/** An answer is evidence about its session, whomever it names. Who answers again takes the first answer back. */
export function declared({ person }: Press, said: Said, incident: Incident): readonly Declaration[] {
  const { alert, subject, id } = incident
  const session = restoreOf(subject)
  if (session === undefined || !("person" in said) || said.person === undefined) return []
  return [
    {
      kind: "declaration",
      id: `answer:${id}:${person.objectId}`,
      person: said.person,
      by: person.name,
      mailbox: alert.target.name,
      session,
      from: alert.happenedAt,
      to: (alert.lastAt ?? alert.happenedAt) + 1,
    },
  ]
}
