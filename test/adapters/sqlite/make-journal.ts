/** A journal with one open incident, and a fix of it from press to end. */
import type { IncidentId } from "../../../src/model/ids.ts"
import { CONTOSO, makeNote, NOW } from "./make-rows.ts"
import { openIncident, openTemporaryStore } from "./temporary-store.ts"

export const makeRequest = (incident: IncidentId, requestedBy = "Kim") => ({
  tenantId: CONTOSO,
  incidentId: incident,
  action: "stop-forwarding" as const,
  requestedBy,
  requestedAt: NOW,
  subject: { mailbox: "bob@contoso.example" },
})

export const STEP = {
  before: { ForwardingSmtpAddress: "smtp:out@northwind.example", "64bit": "18446744073709551615" },
  plan: [
    { cmdlet: "Set-Mailbox", parameters: { Identity: "bob@contoso.example", ForwardingSmtpAddress: null } },
  ],
}
export const CLICK = makeNote({ kind: "click" })
export const INTENT = makeNote({ kind: "intent", at: NOW + 10 })
export const RESULT = makeNote({ kind: "result", at: NOW + 20 })

export const endAs = (state: "verified" | "already-done" | "failed") => ({
  state,
  after: { ForwardingSmtpAddress: null },
  result: "Read back and seen.",
  finishedAt: NOW + 20,
})

export async function openJournal() {
  const { store, path } = openTemporaryStore()
  const incident = await openIncident(store)
  const kindsInTrail = async () => (await store.trail.read(1, 100)).map((entry) => entry.kind)
  return { journal: store.journal, store, path, incident, kindsInTrail }
}
