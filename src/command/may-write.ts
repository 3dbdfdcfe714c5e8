/** Who may change something from chat. Pure; decided after the scope, and before anything is written but the refusal. */
import { mayAs, type Person } from "../model/person.ts"
import type { Command, UnknownCommand } from "./command.ts"
import type { Refusal } from "./command-scope.ts"

const FOR_TECHNICIANS: Refusal = {
  allowed: false,
  title: "Only technicians may do this",
  sentence: "Please ask your provider; nothing was changed.",
}

const FOR_OPERATORS: Refusal = {
  allowed: false,
  title: "Not yours to allow",
  sentence:
    "Only an operator can unfreeze: of all customers one who is responsible for all of them, of one customer one who is responsible for that one.",
}

/**
 * Undefined when this person may, and for every question. Any technician may freeze, from any place: stopping is never
 * wrong. Only an operator who is responsible for all customers may unfreeze all, because the reason may lie with any of
 * them; one customer's own freeze may be ended by whoever is responsible for that one, which the scope decides. Of their
 * own restores contacts may tell.
 */
export function deniedWrite(command: Command | UnknownCommand, person: Person): Refusal | undefined {
  const may = mayAs(person, "technician")
  switch (command.kind) {
    case "freeze":
    case "lift-mute":
      return may ? undefined : FOR_TECHNICIANS
    case "expect":
      return may || command.what === "restore" ? undefined : FOR_TECHNICIANS
    case "unfreeze":
      if (!may) return FOR_TECHNICIANS
      return mayAs(person, "operator") && (person.scope === "all" || command.customer !== undefined)
        ? undefined
        : FOR_OPERATORS
    default:
      return undefined
  }
}
