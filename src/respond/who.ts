/** How a person is named in the trail and in the journal: name and object id. */
import { withoutId } from "../lib/plain-text.ts"
import type { Person } from "../model/person.ts"

export const personText = (person: Pick<Person, "name" | "objectId">): string =>
  `${person.name} (${person.objectId})`

/** The object id alone; empty where there is none. */
export const idIn = (who: string): string => / \(([0-9a-f-]+)\)$/i.exec(who)?.[1] ?? ""

/** The name alone, for the card. */
export const nameIn = withoutId
