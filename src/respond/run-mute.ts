/** Muting from a card: choose, see what it would have hidden, save. The mute that is saved is the one that was shown. */
import { formCard } from "../card/form-card.ts"
import { localTimeText } from "../lib/time-text.ts"
import { DAY } from "../lib/time-units.ts"
import type { HistoryLine } from "../model/alert.ts"
import type { Mute, NewMute } from "../model/mute.ts"
import type { BotReply } from "../ports/bot.ts"
import { MAX_PREVIEW, muteForm, PREVIEW_MS, showHidden, type WantedMute, wantedMute } from "./mute-form.ts"
import { note, type Press, type PressDeps, placeOf, zoneOf } from "./press.ts"

export async function pressMute(deps: PressDeps, allowed: Press): Promise<BotReply> {
  const { incident, press } = allowed
  // The first press chooses nothing yet.
  if (press.inputs.plan === undefined) return asked(deps, allowed, undefined)
  const wanted = wantedMute(incident.alert, press.inputs)
  if (typeof wanted === "string") return asked(deps, allowed, { problem: wanted })
  const recent = await deps.store.incidents.alertsSince(
    incident.tenantId,
    deps.now() - PREVIEW_MS,
    MAX_PREVIEW,
  )
  const shown = showHidden(wanted, recent, { timeZone: zoneOf(deps, incident), now: deps.now() })
  return press.inputs.plan === shown.digest ? save(deps, allowed, wanted) : asked(deps, allowed, shown)
}

async function asked(
  deps: PressDeps,
  allowed: Press,
  answer: Parameters<typeof muteForm>[2],
): Promise<BotReply> {
  const { incident, press, button } = allowed
  const was = answer !== undefined && "lines" in answer ? `shown: ${answer.lines[0]}` : "asked what to mute"
  await deps.store.trail.append(note(deps, allowed, "click", `; was ${was}`))
  const form = muteForm(incident.alert, press.inputs, answer)
  return { card: formCard({ ...form, place: placeOf(deps, incident), button: button.id }) }
}

/** The mute and its line on the card are one transaction. A repeated press finds the mute there, and makes no second one. */
async function save(deps: PressDeps, allowed: Press, wanted: WantedMute): Promise<BotReply> {
  const { incident, person } = allowed
  const now = deps.now()
  const mute: NewMute = {
    tenantId: incident.tenantId,
    criteria: wanted.criteria,
    reason: wanted.reason,
    by: person.name,
    from: now,
    until: now + wanted.days * DAY,
  }
  const { criteria, days, reason } = wanted
  const click = note(deps, allowed, "mute")
  const kept = { ...click, data: { ...click.data, criteria, days, reason } }
  const line = ({ id, until }: Mute): HistoryLine => {
    const what = `muted more of this until ${localTimeText(until, zoneOf(deps, allowed.incident))}: ${reason} (mute ${id})`
    return { at: now, who: person.name, what, customerSafe: false, kind: "mute" }
  }
  const { mute: made, created } = await deps.store.mutes.add(mute, kept, { incident: incident.id, line })
  if (created) deps.wakeJobs()
  else await deps.store.trail.append(note(deps, allowed, "click", `; mute ${made.id} is saved already`))
  return saved(deps, allowed, made)
}

const saved = (deps: PressDeps, allowed: Press, { id, until }: Mute): BotReply => ({
  text: `Mute ${id} is saved: more of this pages nobody until ${localTimeText(until, zoneOf(deps, allowed.incident))}. “lift mute ${id}” ends it. This incident stays as it is.`,
})
