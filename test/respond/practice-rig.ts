/** Fixes against the practice cloud: real adapters and tokens over HTTP, a real store, and a runner that doesn't wait. */
import type { PracticeCloud } from "../../sandbox/cloud.ts"
import type { Fault } from "../../sandbox/faults.ts"
import { startPracticeCloud } from "../../sandbox/server.ts"
import { RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import type { PracticeMailbox, PracticeTenant, PracticeUser } from "../../sandbox/world/types.ts"
import { createTokens } from "../../src/adapters/entra/tokens.ts"
import { createMailboxAdmin } from "../../src/adapters/exchange/mailbox-admin.ts"
import { createDirectoryAdmin } from "../../src/adapters/graph/directory-admin.ts"
import { createHttpClient, type HttpClient } from "../../src/adapters/http/http-client.ts"
import { type FixName, undoOf } from "../../src/model/action.ts"
import { tenantId } from "../../src/model/ids.ts"
import { DEFAULT_POLICY, type Protection } from "../../src/model/protection.ts"
import type { Remediation } from "../../src/model/remediation.ts"
import type { TenantAdmin } from "../../src/ports/tenant-admin.ts"
import type { Pickups } from "../../src/respond/pickups.ts"
import type { PressDeps } from "../../src/respond/press.ts"
import { createRemediationRunner } from "../../src/respond/run-remediation.ts"
import { createSafeguard, type Safeguard } from "../../src/respond/run-safeguard.ts"
import {
  type Case,
  callerOf,
  KIM,
  LEE,
  makeAlert,
  makeCase,
  NOW,
  nobodyLearns,
  silentLog,
  unguarded,
} from "./make-case.ts"

export type PracticeRig = {
  readonly cloud: PracticeCloud
  readonly tenant: PracticeTenant
  readonly admin: TenantAdmin
  /** The practice clock moves on, so that times that a service keeps differ. */
  tick(): void
  user(alias: string): PracticeUser
  mailbox(alias: string): PracticeMailbox
  /** An incident whose alert offers `fix` for `object`. */
  incident(
    fix: FixName,
    object: Readonly<Record<string, string>>,
    about?: string,
    overrides?: Partial<PressDeps>,
  ): Promise<Case>
  /** Presses the fix and runs it to its end. */
  fix(one: Case, fix: FixName): Promise<Remediation>
  /** What a restart does, at `now`: finishes what the journal has unfinished, and looks at what may be seen by then. */
  resume(one: Case, now?: number, signal?: AbortSignal): Promise<Remediation>
  undo(one: Case, fix: FixName): Promise<Remediation>
  /** Operations in the customer's audit feed, oldest first. */
  operations(): readonly string[]
  /** Bodies of all requests, in order. */
  readonly sent: readonly string[]
  /** How long the runner would have waited, in milliseconds. */
  readonly pauses: readonly number[]
  /** How often cards were told to be owed. */
  wakes(): number
  /** From now on the runner is told that this is protected. */
  guard(protection: Protection): Safeguard
  /** Somebody else is faster: `act` happens once, right before the next write is sent. */
  beforeWrite(act: () => void): void
  /** From now on new passwords may be picked up. */
  reachableAs(pickups: Pickups): void
  trouble(fault: Fault): void
  close(): Promise<void>
}

const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("the practice world lacks it")
  return value
}

/** `answerMs`: how long Exchange may take for an answer. */
export async function startPracticeRig(options: { readonly answerMs?: number } = {}): Promise<PracticeRig> {
  const cloud = await startPracticeCloud()
  const { endpoints, world } = cloud
  const tenant = must(world.tenants[0])
  let ahead = 0
  const sent: string[] = []
  const pauses: number[] = []
  let wakes = 0
  const faster: (() => void)[] = []
  const wire = createHttpClient()
  const http: HttpClient = {
    ...wire,
    send: (request) => {
      if (typeof request.body === "string") sent.push(request.body)
      if (request.method !== "GET" && !request.url.includes("/login/"))
        for (const act of faster.splice(0)) act()
      return wire.send(request)
    },
  }
  const secret = world.apps.find(({ appId }) => appId === RESPOND_APP_ID)?.secret ?? ""
  const registration = { clientId: RESPOND_APP_ID, credential: { kind: "secret", secret } } as const
  const tokens = createTokens({
    loginUrl: endpoints.login,
    registrations: { monitor: registration, respond: registration },
    now: () => Date.now() + ahead,
  })
  const admin: TenantAdmin = {
    ...createMailboxAdmin({
      ...{ exchangeUrl: endpoints.exchange, tokens, http, retryDelayMs: 1 },
      ...(options.answerMs === undefined ? {} : { timeoutMs: options.answerMs }),
    }),
    ...createDirectoryAdmin({ graphUrl: endpoints.graph, tokens, http, retryDelayMs: 1 }),
  }
  const real = world.now
  world.now = () => real() + ahead
  let safeguard: Safeguard = unguarded
  let pickups: Pickups = nobodyLearns
  const finish = async (
    one: Case,
    now = NOW,
    signal = new AbortController().signal,
  ): Promise<Remediation> => {
    const runner = createRemediationRunner({
      store: one.store,
      admin,
      safeguard,
      pickups,
      people: [KIM, { ...LEE, role: "approver", scope: "all" }],
      policyOf: () => DEFAULT_POLICY,
      now: () => now,
      log: silentLog,
      wakeOutbox: () => {
        wakes += 1
      },
      wait: async (ms) => void pauses.push(ms),
    })
    await runner.runOnce(signal)
    return must((await one.store.journal.ofIncident(one.incidentId)).at(-1))
  }
  return {
    cloud,
    tenant,
    admin,
    tick: () => {
      ahead += 60_000
    },
    user: (alias) => must(tenant.users.find(({ upn }) => upn === `${alias}@contoso.example`)),
    mailbox: (alias) => must(tenant.mailboxes.find((mailbox) => mailbox.alias === alias)),
    incident: (fix, object, about = "lynne.robin@contoso.example", overrides = {}) =>
      makeCase(
        makeAlert({
          tenantId: tenantId(tenant.id),
          rule: { ...makeAlert().rule, actions: [fix, "claim"] },
          target: { kind: "other", id: about, name: about },
          object,
        }),
        overrides,
      ),
    fix: async (one, fix) => {
      ahead += 60_000
      await one.press(callerOf(KIM), await one.button(fix))
      return finish(one)
    },
    undo: async (one, fix) => {
      await one.press(callerOf(KIM), await one.button(undoOf(fix)))
      return finish(one)
    },
    operations: () =>
      tenant.blobs
        .flatMap((blob) => blob.records)
        .map((record) => ("Operation" in record ? String(record.Operation) : "")),
    sent,
    pauses,
    wakes: () => wakes,
    guard: (protection) => {
      safeguard = createSafeguard({ admin, protectionOf: () => protection })
      return safeguard
    },
    beforeWrite: (act) => void faster.push(act),
    resume: finish,
    reachableAs: (given) => {
      pickups = given
    },
    trouble: (fault) => void cloud.faults.push(fault),
    close: async () => {
      await http.close()
      await cloud.close()
    },
  }
}
