/** Whose mailbox it is comes from the directory, and where they are from what Teams told; what can't be found out counts against asking. */
import { describe, expect, it } from "vitest"
import type { Alert } from "../../src/model/alert.ts"
import { TenantError } from "../../src/model/errors.ts"
import { alertId } from "../../src/model/ids.ts"
import type { JsonObject } from "../../src/model/json.ts"
import type { DirectoryUser } from "../../src/ports/directory.ts"
import type { TenantAdmin } from "../../src/ports/tenant-admin.ts"
import { createOwnerFinder, createOwnerLook, type FindOwner } from "../../src/respond/run-find-owner.ts"
import { CONTOSO, FABRIKAM, makeAlert, makeCase, NOW } from "./make-case.ts"

const ID = "33333333-cccc-4ccc-8ccc-000000000001"
const user: DirectoryUser = {
  objectId: ID,
  upn: "Joe@contoso.example",
  displayName: "Joe Doe",
  mail: "joe.doe@contoso.example",
  enabled: true,
  syncedFromOnPremises: false,
}
const OWNER = { objectId: ID, name: "Joe Doe", names: ["joe@contoso.example", "joe.doe@contoso.example"] }
const CHAT = {
  teamsTenantId: CONTOSO,
  objectId: ID,
  conversationId: "a:joe",
  serviceUrl: "https://smba.example.test/",
}
const forwarding = makeAlert({ subject: "forwarding:joe@contoso.example" })

/** An Exchange that knows one recipient by an alias. */
const exchange = (rows: readonly JsonObject[]): TenantAdmin => ({
  invoke: async () => ({ rows, warnings: [] }),
  request: () => Promise.reject(new Error("not asked")),
  granted: () => Promise.reject(new Error("not asked")),
})

const finder = (
  known: Readonly<Record<string, DirectoryUser>>,
  rows: readonly JsonObject[] = [],
): FindOwner =>
  createOwnerFinder({
    directoryOf: () => ({ user: async (_tenant, id) => known[id] }),
    admin: exchange(rows),
  })

const find = (findOwner: FindOwner, change: Partial<Alert> = {}) =>
  findOwner({ tenantId: CONTOSO, alert: makeAlert({ ...forwarding, ...change }) }, AbortSignal.timeout(1_000))

describe("createOwnerFinder()", () => {
  it("finds a person by the sign-in name of the record", async () => {
    expect(await find(finder({ "joe@contoso.example": user }))).toEqual(OWNER)
  })

  it("asks Exchange where the record has another name of the mailbox", async () => {
    const findOwner = finder({ [ID]: user }, [{ ExternalDirectoryObjectId: ID }])

    expect(await find(findOwner, { target: { kind: "mailbox", id: "joe", name: "joe" } })).toEqual(OWNER)
  })

  it("finds nobody where neither knows the name", async () => {
    expect(await find(finder({}))).toBeUndefined()
  })

  it.each<[string, Partial<DirectoryUser>]>([
    ["a shared mailbox, or a blocked account", { enabled: false }],
    ["a guest, whose chat is elsewhere", { upn: "joe_home.example#EXT#@contoso.onmicrosoft.com" }],
  ])("finds nobody behind %s", async (_what, change) => {
    expect(await find(finder({ "joe@contoso.example": { ...user, ...change } }))).toBeUndefined()
  })

  it("refuses to choose among several of one name", async () => {
    await expect(find(finder({}, [{ Name: "joe" }, { Name: "joe" }]))).rejects.toThrow("Several people")
  })
})

async function look(
  parts: {
    readonly alert?: Alert
    readonly guarded?: readonly string[]
    readonly findOwner?: FindOwner
    readonly mostSeen?: number
  } = {},
  chat: typeof CHAT | null = CHAT,
  more: readonly Alert[] = [],
) {
  const one = await makeCase([parts.alert ?? forwarding, ...more])
  if (chat !== null) await one.store.chats.remember(chat)
  const lookForOwner = createOwnerLook({
    findOwner: parts.findOwner ?? (async () => OWNER),
    store: one.store,
    guardedOf: () => parts.guarded ?? [],
    now: () => NOW,
    timeoutMs: 50,
    ...(parts.mostSeen === undefined ? {} : { mostSeen: parts.mostSeen }),
  })
  return lookForOwner(await one.incident())
}

describe("createOwnerLook()", () => {
  it("answers whom to ask and where", async () => {
    expect(await look()).toEqual({ owner: OWNER, chat: CHAT })
  })

  it("says what to do where the app isn't installed for them", async () => {
    const answer = await look({}, null)

    expect(answer).toEqual({
      refused: expect.stringMatching(/isn't installed in Joe Doe's Teams.*Phone them.*setup policy/),
    })
  })

  it("doesn't take a chat of the same object id in another tenant", async () => {
    expect(await look({}, { ...CHAT, teamsTenantId: FABRIKAM })).toHaveProperty("refused")
  })

  it("refuses what the configuration protects", async () => {
    expect(await look({ guarded: ["joe.doe@contoso.example"] })).toEqual({
      refused: expect.stringContaining("VIP"),
    })
  })

  it("refuses after a sign-in that is an incident of its own", async () => {
    const signIn = makeAlert({
      id: alertId("alr_signin"),
      subject: "sign-in:joe@contoso.example",
      object: { user: "joe@contoso.example" },
    })

    expect(await look({}, CHAT, [signIn])).toEqual({
      refused: expect.stringContaining("may be the intruder"),
    })
  })

  it("refuses where more was seen than is looked through", async () => {
    const other = makeAlert({ id: alertId("alr_other"), subject: "inbox-rule:lena@contoso.example" })

    expect(await look({ mostSeen: 2 })).toHaveProperty("owner")
    expect(await look({ mostSeen: 2 }, CHAT, [other])).toEqual({
      refused: expect.stringContaining("Phone them"),
    })
  })

  it("has nobody looked up where asking is out of the question anyway", async () => {
    const findOwner: FindOwner = () => Promise.reject(new Error("asked"))
    const alert = makeAlert({ subject: "sign-in:joe@contoso.example" })

    expect(await look({ alert, findOwner })).toEqual({
      refused: expect.stringContaining("signing in itself"),
    })
  })

  it.each<[string, FindOwner, string]>([
    ["nobody knows", async () => undefined, "knows nobody who could be asked here"],
    [
      "the customer doesn't let us look up",
      () => Promise.reject(new TenantError("ERR_TENANT_REFUSED", "Consent is missing.")),
      "Consent is missing. Try again, or phone them.",
    ],
    [
      "isn't told in time",
      (_incident, signal) => new Promise((_resolve, reject) => signal.addEventListener("abort", reject)),
      "Microsoft didn't answer in time",
    ],
  ])("doesn't ask an owner whom %s", async (_what, findOwner, words) => {
    expect(await look({ findOwner })).toEqual({ refused: expect.stringContaining(words) })
  })
})
