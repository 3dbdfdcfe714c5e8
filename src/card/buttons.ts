/** Which buttons a card has, and what they are called. Pure. Showing one grants nothing: a press is decided again. */
import { type ActionName, isFix } from "../model/action.ts"
import type { Incident } from "../model/alert.ts"
import type { ButtonId } from "../model/ids.ts"
import type { View } from "./template.ts"

/** More than this many buttons in a row don't fit a phone; the rest goes into the overflow menu. */
const MAX_PRIMARY = 3

const LABELS: Readonly<Record<ActionName, { readonly title: string; readonly tooltip: string }>> = {
  "stop-forwarding": {
    title: "Stop forwarding",
    tooltip: "Clears forwarding on this mailbox, then reads it back",
  },
  "disable-inbox-rule": {
    title: "Disable this rule",
    tooltip: "Disables exactly this inbox rule, then reads it back",
  },
  "remove-mailbox-permission": {
    title: "Remove this permission",
    tooltip: "Takes back exactly this permission, then reads it back",
  },
  acknowledge: { title: "Acknowledge", tooltip: "Shows everyone that you are on it" },
  "not-a-threat": { title: "Not a threat", tooltip: "Closes the incident without changing anything" },
  "that-was-us": { title: "That was us", tooltip: "Tells your IT provider that this was expected" },
  "we-dont-know-this": {
    title: "We don't know this",
    tooltip: "Tells your IT provider that nobody of you did this",
  },
}

/**
 * The buttons that a technician's card offers in this state, fixes first. None while a fix runs, none after the end.
 * Fixes only where the customer allows changes.
 */
export function technicianActions(incident: Incident, canRespond: boolean): readonly ActionName[] {
  const fixes = canRespond ? incident.alert.rule.actions.filter(isFix) : []
  switch (incident.state) {
    case "new":
      return [...fixes, "acknowledge", "not-a-threat"]
    case "acknowledged":
    case "failed":
      return [...fixes, "not-a-threat"]
    case "working":
    case "fixed":
    case "not-a-threat":
      return []
  }
}

/** The customer is asked once. */
export const customerActions = (incident: Incident): readonly ActionName[] =>
  incident.customerAnswer === undefined ? ["that-was-us", "we-dont-know-this"] : []

/** Buttons without an id are left out: a press on them could not be understood. */
export function buttonViews(
  actions: readonly ActionName[],
  ids: ReadonlyMap<ActionName, ButtonId>,
): readonly View[] {
  const known = actions.flatMap((action) => {
    const id = ids.get(action)
    return id === undefined ? [] : [{ action, id }]
  })
  return known.map(({ action, id }, index) => ({
    id,
    ...LABELS[action],
    style: isFix(action) ? "positive" : "default",
    mode: index < MAX_PRIMARY ? "primary" : "secondary",
  }))
}
