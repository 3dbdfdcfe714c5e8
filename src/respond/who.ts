/** How a person is named in the trail and in the journal: name and object id. */
import type { Person } from "../model/person.ts"
import type { Caller } from "../ports/bot.ts"

export const personText = (person: Pick<Person, "name" | "objectId">): string =>
  `${person.name} (${person.objectId})`

/** The name alone, for the card. */
export const nameIn = (who: string): string => who.replace(/ \([0-9a-f-]+\)$/i, "")

/** A stranger's name is what Teams says: text of limited length, without control characters. */
export const strangerText = (caller: Caller): string =>
  personText({
    name: caller.name.replace(/\p{C}/gu, " ").slice(0, 80) || "unknown",
    objectId: caller.objectId,
  })
