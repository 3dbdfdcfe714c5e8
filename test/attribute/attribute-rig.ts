/** A restore session in a real store, and rounds of weighing it. */
import { SHARED_ACCOUNTS } from "../../src/attribute/attribute.ts"
import { createAttributor } from "../../src/attribute/run-attribute.ts"
import { alertId, recordId, tenantId } from "../../src/model/ids.ts"
import type { RestoreSession } from "../../src/ports/backup-server.ts"
import type { Store } from "../../src/ports/store.ts"
import { CONTOSO, makeAlert, makeBatch, makeRecord, mergeInto, NOW } from "../adapters/sqlite/make-rows.ts"
import { makeDeclaration, makeEvent, makeSession, SECOND } from "./make-evidence.ts"

export const NORTHWIND = tenantId("b7e0d3c4-52a1-4f8e-9c6d-0e1f2a3b4c04")
export const HOUR = 3_600_000
export const DAY = 24 * HOUR
export const SERVER = "vb365-01"
export const STARTED = NOW - HOUR
export const session = makeSession({ createdAt: STARTED, endedAt: STARTED + 600 * SECOND })
export const event = makeEvent({ startedAt: STARTED + 90 * SECOND })
export const key = { server: SERVER, session: session.id, tenantId: CONTOSO }

export type Options = Partial<Parameters<typeof createAttributor>[0]>

export const attributor = (store: Store, options: Options = {}) => {
  const round = createAttributor({
    records: store.records,
    adminsOf: async () => ({ names: ["admin@contoso.example"], others: 0 }),
    attributions: store.attributions,
    evidenceBook: store.evidenceBook,
    restores: store.restores,
    backups: store.backups,
    sharedAccounts: SHARED_ACCOUNTS,
    ownTenant: NORTHWIND,
    ownerOf: () => undefined,
    operatorsOf: () => [],
    signInsComplete: async () => false,
    tellUnseen: async () => undefined,
    wakeOutbox: () => undefined,
    now: () => NOW,
    ...options,
  })
  return () => round(new AbortController().signal)
}

export const save = (store: Store, one: RestoreSession = session) =>
  store.restores.save(SERVER, CONTOSO, one, [{ ...event, sessionId: one.id }])

export const signIn = (store: Store, id: string, happenedAt: number, upn = "admin@contoso.example") => {
  const record = makeRecord({
    id: recordId(id),
    source: "Audit.AzureActiveDirectory",
    recordType: 15,
    operation: "UserLoggedIn",
    operationKey: "userloggedin",
    happenedAt,
    actor: { kind: "user", id: upn, upn },
  })
  return store.records.saveBatch(
    makeBatch({ contentId: id, records: [record], rejected: [], alerts: [] }),
    mergeInto(),
  )
}

/** To the question who it was. */
export const answer = makeDeclaration({ session: session.id, from: STARTED, to: NOW })

export const SIGN_IN = "5e000000-0000-4000-8000-00000000000a"
export const OTHER_SIGN_IN = "5e000000-0000-4000-8000-00000000000b"

export const openIncident = (store: Store) =>
  store.records.saveBatch(
    makeBatch({ alerts: [makeAlert({ id: alertId("alr_r"), subject: `restore:${session.id}` })] }),
    mergeInto(["technician"]),
  )

export const trailOf = async (store: Store) =>
  (await store.trail.read(0, 99)).filter(({ kind }) => kind === "attribution")
