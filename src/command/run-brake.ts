/** `freeze` and `unfreeze`: all fixes of all customers stop at once, or may go on. */
import { plainText } from "../lib/plain-text.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { Store } from "../ports/store.ts"
import { type Answer, sentenceAnswer } from "./answer.ts"
import type { WriteCommand } from "./command.ts"
import type { Scope } from "./command-scope.ts"

type Deps = { readonly store: Pick<Store, "brake">; readonly now: () => number }
type BrakeCommand = Extract<WriteCommand, { kind: "freeze" | "unfreeze" }>

/** For whom `may-write.ts` lets through. */
export const runBrake = (command: BrakeCommand, { person }: Scope, deps: Deps): Promise<Answer> =>
  command.kind === "freeze"
    ? freeze(person.name, person.objectId, command.reason, deps)
    : release(person.name, person.objectId, deps)

async function freeze(name: string, objectId: string, typed: string, { store, now }: Deps): Promise<Answer> {
  const [at, reason] = [now(), plainText(typed, 200)]
  const what = `Froze all fixes${reason === "" ? "" : `: ${reason}`}.`
  const isNew = await store.brake.freeze({ by: name, at, reason }, noteOf(name, objectId, at, what))
  if (!isNew) {
    const before = await store.brake.frozen()
    return sentenceAnswer(
      "Fixes are frozen already",
      `Since ${before?.by ?? "somebody"} said so. “unfreeze” allows them again.`,
    )
  }
  return sentenceAnswer(
    "All fixes are frozen",
    "Nothing is changed for any customer until “unfreeze”. A call that was already on its way may still arrive; its result is shown. Watching and cards go on.",
  )
}

async function release(name: string, objectId: string, { store, now }: Deps): Promise<Answer> {
  const at = now()
  const released = await store.brake.release(name, at, noteOf(name, objectId, at, "Allowed fixes again."))
  return released
    ? sentenceAnswer(
        "Fixes are allowed again",
        "Press the buttons of the cards anew: what was stopped doesn't start by itself.",
      )
    : sentenceAnswer("Nothing is frozen", "Fixes are allowed.")
}

const noteOf = (name: string, objectId: string, at: number, what: string): TrailNote => ({
  at,
  kind: "command",
  who: `${name} (${objectId})`,
  what,
  data: {},
})
