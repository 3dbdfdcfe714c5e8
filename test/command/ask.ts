/** A chat with a real store and an Exchange and Graph that answer what a test says. */

import { onTestFinished } from "vitest"
import { openStore } from "../../src/adapters/sqlite/open-store.ts"
import type { CommandDeps } from "../../src/command/run-command.ts"
import type { AuditRecord } from "../../src/model/audit-record.ts"
import { CmdletError } from "../../src/model/errors.ts"
import { recordId, type TenantId } from "../../src/model/ids.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { DEFAULT_STORAGE } from "../../src/model/storage-policy.ts"
import { readRaw } from "../../src/normalize/read-raw.ts"
import type { Caller } from "../../src/ports/bot.ts"
import { makeRecord as makeRow } from "../adapters/sqlite/make-rows.ts"
import { temporaryPath } from "../adapters/sqlite/temporary-store.ts"
import { CONTOSO, caller, config, NOW } from "./make.ts"
import { makeHandler, NOBODY_THERE } from "./make-handler.ts"

/** Fixing is allowed, so that Exchange may be read. */
export const RESPONDING = {
  ...config,
  customers: config.customers.map((one) => ({ ...one, canRespond: true })),
}

let count = 0

/** Ada's change of Bob's mailbox at contoso, an hour ago; one field overridden at a time. */
export function record(over: Partial<AuditRecord> = {}): AuditRecord {
  count += 1
  return makeRow({
    tenantId: CONTOSO,
    id: recordId(`q-${String(count).padStart(6, "0")}`),
    happenedAt: NOW - 3_600_000 - count,
    actor: { kind: "user", id: "ada@contoso.com", upn: "ada@contoso.com" },
    target: { kind: "mailbox", id: "bob@contoso.com", name: "bob@contoso.com" },
    raw: {},
    ...over,
  })
}

export const signIn = (over: Partial<AuditRecord> = {}): AuditRecord =>
  record({ operation: "UserLoggedIn", operationKey: "userloggedin", ...over })

export type Rows = readonly JsonObject[]

/** Cmdlets by name, each with the rows it answers to its parameters; others find nothing. */
export const exchange = (
  cmdlets: Readonly<Record<string, (parameters: JsonObject) => Rows>>,
  graph: (path: string) => JsonObject = () => ({}),
): CommandDeps["admin"] => ({
  ...NOBODY_THERE,
  invoke: async (_tenant, { cmdlet, parameters }) => {
    const rows = cmdlets[cmdlet]?.(parameters)
    if (rows === undefined) throw new CmdletError(`Exchange finds nothing for ${cmdlet}.`, { missing: true })
    return { rows, warnings: [] }
  },
  request: async (_tenant, { path }) => graph(path),
})

export async function chat(records: readonly AuditRecord[], deps: Partial<CommandDeps> = {}) {
  const store = openStore(temporaryPath(), { readRaw, storage: DEFAULT_STORAGE })
  onTestFinished(() => store.close())
  for (const [tenant, some] of Map.groupBy(records, (one): TenantId => one.tenantId)) {
    await store.records.addRecords({ tenantId: tenant, fetchedAt: NOW }, some)
  }
  const handle = makeHandler({ store, ...deps })
  const ask = async (text: string, who: Partial<Caller> = {}): Promise<string> =>
    JSON.stringify(await handle({ text, caller: caller(who) }))
  return { ask, store }
}
