/** Somebody of the customer says that this isn't theirs: technicians are told at once, whoever has the incident by name. Pure. */
import { unknownNotices, type Warning } from "../alert/customer-unknown.ts"
import type { Incident } from "../model/alert.ts"
import type { Notice } from "../model/notice.ts"
import type { Person } from "../model/person.ts"
import type { PressDeps } from "./press.ts"

export function warned(
  deps: Pick<PressDeps, "people" | "mspTenantId" | "customerOf" | "channelsOf" | "now">,
  incident: Incident,
  words: Pick<Warning, "by" | "said" | "told">,
): readonly Notice[] {
  // Somebody of the customer may be called as the technician is.
  const isOwner = ({ name, homeTenantId }: Person): boolean =>
    name === incident.owner && homeTenantId === deps.mspTenantId
  const owner = deps.people.find(isOwner)
  return unknownNotices(incident, {
    ...words,
    customer: deps.customerOf(incident.tenantId)?.displayName ?? incident.tenantId,
    channels: deps.channelsOf(incident),
    ...(owner === undefined ? {} : { owner: { objectId: owner.objectId, name: owner.name } }),
    now: deps.now(),
  })
}
