/**
 * A card button was pressed: start here. Looks the button up, asks `authorize.ts`, and either changes the incident or
 * journals a fix and wakes the runner. Answers at once with the card as it is now, because Teams gives up after
 * 10 to 15 s (Teams, "Universal Actions"). Presses come twice (Teams retries, two people press): each is harmless.
 */
import { isApproval, isFix, isOwnerAnswer, isUndo, PICK_UP } from "../model/action.ts"
import { AppError, coerceError } from "../model/errors.ts"
import { buttonId } from "../model/ids.ts"
import type { BotReply, CardPress } from "../ports/bot.ts"
import type { Button } from "../ports/incident-store.ts"
import { type Allowed, authorize, mayLook } from "./authorize.ts"
import { card, type PressDeps, refuse } from "./press.ts"
import { createPressLimit, MOST_PRESSES_PER_MINUTE } from "./press-limit.ts"
import { decidedBefore, pressApproval } from "./run-approval.ts"
import { pressOwn } from "./run-own-action.ts"
import { pressOwnerAnswer } from "./run-owner-answer.ts"
import { pressPickUp } from "./run-pick-up.ts"
import { pressPlaybook, takesSeveral } from "./run-playbook.ts"
import { pressFix, useless } from "./run-request-fix.ts"

const UNKNOWN_BUTTON =
  "This button isn't known to Watchpost; its channel may have been unlinked, or it is from an older installation."
const NOTHING_DONE = "Nothing was done: Watchpost can't write its records just now. Press again in a minute."
const TOO_OFTEN = `Nothing was done: more than ${MOST_PRESSES_PER_MINUTE} presses came from you within a minute. Wait a minute, then press again; if it wasn't you, have your account secured.`

/** Never throws: a failure is a sentence, and what could not be written to the trail is not done. */
export function createPressHandler(deps: PressDeps): (press: CardPress) => Promise<BotReply> {
  const limit = createPressLimit()
  return async (press) => {
    try {
      const verdict = limit(press.caller, deps.now())
      if (verdict === "silent") return { text: TOO_OFTEN }
      return verdict === "stop" ? await refuse(deps, press, TOO_OFTEN) : await answer(deps, press)
    } catch (thrown) {
      deps.log.error("a press failed", { error: coerceError(thrown).message })
      return { text: thrown instanceof AppError ? `Nothing was done: ${thrown.advice}` : NOTHING_DONE }
    }
  }
}

async function answer(deps: PressDeps, press: CardPress): Promise<BotReply> {
  const button = await findButton(deps, press.button)
  const incident = button && (await deps.store.incidents.incident(button.incidentId))
  if (button === undefined || incident === undefined) return refuse(deps, press, UNKNOWN_BUTTON)

  // Whoever was asked in their own chat is on no list of people.
  if (button.face === "mailbox-owner") return pressOwnerAnswer(deps, { press, button, incident })
  const question = {
    ...deps,
    caller: press.caller,
    trigger: press.trigger,
    button,
    incident,
    now: deps.now(),
  }
  if (press.trigger === "automatic") {
    const looking = mayLook(question)
    return looking.allowed ? card(deps, button) : refuse(deps, press, looking.sentence, button)
  }
  const verdict: Allowed | { allowed: false; sentence: string } = authorize(question)
  if (!verdict.allowed) return refuse(deps, press, verdict.sentence, button)

  const allowed = { press, button, incident, person: verdict.person }
  const { action } = button
  if (button.spentAt !== undefined)
    return isApproval(action)
      ? decidedBefore(deps, allowed)
      : useless(deps, allowed, "this button was used before, nothing was done")
  if (isOwnerAnswer(action)) return refuse(deps, press, UNKNOWN_BUTTON, button)
  if (takesSeveral(action, incident)) return pressPlaybook(deps, allowed, action)
  if (isFix(action) || isUndo(action)) return pressFix(deps, allowed, action)
  if (action === PICK_UP) return pressPickUp(deps, allowed)
  return isApproval(action) ? pressApproval(deps, allowed, action) : pressOwn(deps, allowed, action)
}

/** Ids are base64url or alike: anything else isn't even looked up. */
async function findButton(deps: PressDeps, id: string): Promise<Button | undefined> {
  return /^[\w-]{8,128}$/.test(id) ? deps.store.incidents.button(buttonId(id)) : undefined
}
