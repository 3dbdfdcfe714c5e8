/** Every fix that somebody pressed and that the bot took ran once, is verified, and is really done in the world. Pure. */
import { RESPOND_APP_ID } from "../world/create-world.ts"
import type { PracticeMailbox, PracticeTenant } from "../world/types.ts"
import { isCommon } from "./check-cards.ts"
import type { Attack } from "./offer.ts"
import type { Press } from "./press.ts"
import type { Stored } from "./read-database.ts"
import { WRITE_CMDLETS } from "./trouble.ts"

export type FixCounts = {
  readonly presses: number
  readonly fixesTaken: number
  /** Taken, and the journal knows nothing of it. */
  readonly fixesLost: number
  readonly fixesVerified: number
  /** In the journal, and not proven in the end. */
  readonly fixesUnproven: number
  readonly fixesRunTwice: number
  /** Proven, and the world says otherwise. */
  readonly fixesUntrue: number
}

export function checkFixes(
  attacks: readonly Attack[],
  presses: readonly Press[],
  stored: Stored,
  tenants: readonly PracticeTenant[],
): FixCounts {
  const incidentOf = (button: string): number | undefined =>
    stored.buttons.find(({ id }) => id === button)?.incidentId
  const taken = [...new Set(presses.filter((press) => press.taken).map(({ button }) => incidentOf(button)))]
  const journaled = [...new Set(stored.fixes.map(({ incidentId }) => incidentId))]
  const isProven = (incident: number): boolean =>
    stored.fixes.some(
      ({ incidentId, state }) => incidentId === incident && ["verified", "already-done"].includes(state),
    )
  // A fix on a card about several customers is about one thing of the many that its alert names.
  const common = new Set(stored.incidents.filter(isCommon).map(({ id }) => id))
  const proven = attacks.filter((attack) =>
    journaled.filter((one) => isProven(one) && !common.has(one)).some((one) => isOf(attack, one, stored)),
  )
  const runs = fixRecords(tenants)
  return {
    presses: presses.length,
    fixesTaken: taken.length,
    fixesLost: taken.filter((incident) => incident === undefined || !journaled.includes(incident)).length,
    fixesVerified: proven.length,
    fixesUnproven: journaled.filter((incident) => !isProven(incident)).length,
    fixesRunTwice: attacks.filter((attack) => runsOn(attack.mailbox, runs) > 1).length,
    fixesUntrue: proven.filter((attack) => !isUndone(attack) || runsOn(attack.mailbox, runs) !== 1).length,
  }
}

const isOf = (attack: Attack, incident: number, { alerts }: Stored): boolean =>
  alerts.some(
    (alert) =>
      alert.incidentId === incident &&
      alert.tenantId === attack.tenantId &&
      alert.recordIds.includes(attack.recordId),
  )

/** What our own app wrote, as the service recorded it. */
function fixRecords(tenants: readonly PracticeTenant[]): readonly string[] {
  const records = tenants.flatMap((tenant) => [
    ...tenant.outgoing.map(({ record }) => record),
    ...tenant.blobs.flatMap((blob) => blob.records),
  ])
  const texts = new Set(records.map((record) => JSON.stringify(record)))
  return [...texts].filter(
    (text) =>
      text.includes(`"AppId":"${RESPOND_APP_ID}"`) &&
      WRITE_CMDLETS.some((cmdlet) => text.includes(`"Operation":"${cmdlet}"`)),
  )
}

const runsOn = ({ guid, alias }: PracticeMailbox, runs: readonly string[]): number =>
  runs.filter((text) => text.includes(guid) || text.includes(alias)).length

function isUndone({ kind, mailbox }: Attack): boolean {
  switch (kind) {
    case "forwarding":
      return mailbox.forwardingSmtpAddress === null
    case "inbox-rule":
      return mailbox.rules.every((rule) => !rule.enabled)
    case "full-access":
      return mailbox.permissions.length === 0
  }
}
