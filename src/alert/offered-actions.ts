/** Which buttons a card offers. Offering is not allowing: a press is judged again by `respond/authorize.ts`. */
import { type ActionName, isFix } from "../model/action.ts"
import type { Incident } from "../model/alert.ts"
import type { Face } from "../model/delivery.ts"

/** In the order in which the card shows them. */
export function offeredActions(incident: Incident, face: Face, canRespond: boolean): readonly ActionName[] {
  if (face === "customer") {
    return incident.customerAnswer === undefined ? ["that-was-us", "we-dont-know-this"] : []
  }
  switch (incident.state) {
    case "new":
      return [...fixes(incident, canRespond), "acknowledge", "not-a-threat"]
    case "acknowledged":
    case "failed":
      return [...fixes(incident, canRespond), "not-a-threat"]
    case "working":
    case "fixed":
    case "not-a-threat":
      return []
  }
}

const fixes = (incident: Incident, canRespond: boolean): readonly ActionName[] =>
  canRespond ? incident.alert.rule.actions.filter(isFix) : []
