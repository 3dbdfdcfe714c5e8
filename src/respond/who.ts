/** How a person is named in the trail and in the journal: name and object id. */
import type { Person } from "../model/person.ts"
import type { Caller } from "../ports/bot.ts"

export const personText = (person: Pick<Person, "name" | "objectId">): string =>
  `${person.name} (${person.objectId})`

/** The name alone, for the card. */
export const nameIn = (who: string): string => who.replace(/ \([0-9a-f-]+\)$/i, "")

/** A caller who may be a stranger: the name that Teams gives is shown as text of limited length, without control characters. */
export function callerText(caller: Caller, people: readonly Person[]): string {
  const known = people.find((person) => person.objectId.toLowerCase() === caller.objectId.toLowerCase())
  const name = known?.name ?? caller.name.replace(/\p{C}/gu, " ").slice(0, 80)
  return personText({ name: name || "unknown", objectId: caller.objectId })
}
