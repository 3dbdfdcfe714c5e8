/** How a sentence names a mailbox or an account of which a record holds only an id, and what is put in its place once it is known. */
import { isGuid } from "./guid.ts"

/** An id as an account that isn't known here; any other name as it is. */
export const accountOr = (name: string): string =>
  isGuid(name) ? `an account that is not known here (id ${name})` : name

export const unknownMailbox = (id: string): string => `a mailbox that is not known here (id ${id})`

const UNKNOWN = /\ba(?:n account|( mailbox)) that is not known here \(id ([0-9a-f-]{36})\)/gi

/** The ids that a sentence names so, lower case, each once. */
export const unknownIds = (sentence: string): readonly string[] => [
  ...new Set([...sentence.matchAll(UNKNOWN)].map(([, , id = ""]) => id.toLowerCase())),
]

/** The same sentence with the names that are known of them, by lower-case id. */
export const withKnown = (sentence: string, names: ReadonlyMap<string, string>): string =>
  sentence.replace(UNKNOWN, (said, mailbox: string | undefined, id: string) => {
    const name = names.get(id.toLowerCase())
    if (name === undefined) return said
    return mailbox === undefined ? name : `${name}'s mailbox`
  })
