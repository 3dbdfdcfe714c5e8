/**
 * What people are called, so that a reader knows who is meant: whoever shares a name with somebody else of the
 * configuration is called by name and address, everywhere: in mentions, on cards, in the trail. Pure.
 */
import { foldName } from "../lib/fold.ts"
import type { Person } from "../model/person.ts"

/** The same people; without a sign-in name the end of the object id tells them apart. */
export function withTellingNames(people: readonly Person[]): readonly Person[] {
  const bearers = Map.groupBy(people, ({ name }) => foldName(name))
  return people.map((person) => {
    const others = bearers.get(foldName(person.name)) ?? []
    const isShared = others.some(({ objectId }) => objectId !== person.objectId)
    return isShared ? { ...person, name: `${person.name} (${addressOf(person)})` } : person
  })
}

const addressOf = ({ upn, objectId }: Person): string => upn ?? `…${objectId.slice(-4)}`
