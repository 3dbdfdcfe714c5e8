/** Removing what a thief registered, against the practice Graph: never an old method, never somebody else's, never what came later. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import type { PracticeSignInMethod } from "../../sandbox/world/types.ts"
import { createAskFirst } from "../../src/respond/run-ask-first.ts"
import { createLiveReader } from "../../src/respond/run-read-live.ts"
import { type Case, NOW, UNPROTECTED, unguarded } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

const FIX = "remove-sign-in-methods"
const LYNNE = "lynne.robin@contoso.example"
const DAY = 86_400_000
/** The incident of the rig begins here. */
const FIRST = NOW - 120_000
const MOBILE = "3179e48a-750b-4051-897c-87b9720928f7"

const method = (name: string, createdAt: number | undefined, more: Partial<PracticeSignInMethod> = {}) => ({
  id: `0c7f4f6e-${name.length.toString().padStart(4, "0")}-4111-8111-00000000000${name.length % 10}`,
  type: "microsoftAuthenticator",
  name,
  ...(createdAt === undefined ? {} : { createdAt }),
  ...more,
})
const OLD = method("Old", FIRST - 7 * DAY - 60_000)
const NEW = method("Thief", FIRST - 7 * DAY + 60_000)
const KEY = method("Key of thief", FIRST + 60_000, { type: "fido2" })
const UNDATED = method("Landline", undefined, { type: "phone" })

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const has = (...methods: readonly PracticeSignInMethod[]): void => {
  rig.user("lynne.robin").signInMethods = [...methods]
}
const left = (alias = "lynne.robin") => rig.user(alias).signInMethods.map(({ name }) => name)
const incident = () => rig.incident(FIX, { user: LYNNE })
const fix = async () => rig.fix(await incident(), FIX)
const ask = async (one: Case) =>
  createAskFirst({ admin: rig.admin, safeguard: unguarded, placeOf: () => "Contoso Ltd" })({
    incident: await one.incident(),
    fix: FIX,
  })

describe("remove-sign-in-methods", () => {
  it("removes what was added in the week before and since, keeps older ones, and names both with their dates", async () => {
    has(OLD, NEW, KEY)

    const run = await fix()

    expect(run.state).toBe("verified")
    expect(left()).toEqual(["Old"])
    expect(run.result).toBe(
      `Removed from ${LYNNE}, read back: Microsoft Authenticator "Thief" (since 2026-02-25), security key "Key of thief" (since 2026-03-04). Older, stays: Microsoft Authenticator "Old" (since 2026-02-25).`,
    )
    expect(rig.operations()).toEqual(["Admin deleted security info", "Admin deleted security info"])
  })

  it("leaves everybody else's methods, also of who did what the alert tells of", async () => {
    const thief = rig.user("grady.archer")
    thief.signInMethods = [KEY]
    has(OLD, NEW)

    await fix()

    expect(left("grady.archer")).toEqual(["Key of thief"])
    expect(left()).toEqual(["Old"])
  })

  it("acts on the very account that it read, when the name is somebody else's by then", async () => {
    has(OLD, NEW)
    const lynne = rig.user("lynne.robin")
    const grady = rig.user("grady.archer")
    grady.signInMethods = [KEY]
    rig.beforeWrite(() => {
      lynne.upn = "gone@contoso.example"
      grady.upn = LYNNE
    })

    const run = await fix()

    expect(run.state).toBe("verified")
    expect(lynne.signInMethods).toEqual([OLD])
    expect(grady.signInMethods).toEqual([KEY])
  })

  it.each([
    ["without a date", UNDATED, 'phone "Landline"'],
    ["that Graph dates to the year 1", method("Nobody knows", Date.parse("0001-01-01T00:00:00Z")), "Nobody"],
    [
      "of a kind that Graph can't remove",
      method("Badge", FIRST, { type: "qrCodePin" }),
      'qr code pin "Badge"',
    ],
  ])("keeps a method %s and says that somebody has to look at it", async (_what, kept, named) => {
    has(kept, NEW)

    const run = await fix()

    expect(left()).toEqual([kept.name])
    expect(run.result).toContain("so somebody has to look at it")
    expect(run.result).toContain(named)
  })

  it("calls nothing where nothing is new", async () => {
    has(OLD, UNDATED)

    const run = await fix()

    expect(run).toMatchObject({
      state: "already-done",
      result: expect.stringContaining(`No sign-in method of ${LYNNE} is newer than 2026-02-25.`),
    })
    expect(rig.operations()).toEqual([])
  })

  it("removes the default method last, which Microsoft refuses before", async () => {
    has(method("Thief", FIRST, { isDefault: true }), KEY)

    const run = await fix()

    expect(run.state).toBe("verified")
    expect(left()).toEqual([])
    expect(rig.operations()).toHaveLength(2)
  })

  it("says what to do when the default method can't go because an old one stays", async () => {
    has(OLD, method("Thief", FIRST, { isDefault: true }), KEY)

    const run = await fix()

    expect(left()).toEqual(["Old", "Thief"])
    expect(run.state).toBe("failed")
    expect(run.result).toContain(
      'Removed from lynne.robin@contoso.example, read back: security key "Key of thief"',
    )
    expect(run.result).toContain('Still there: Microsoft Authenticator "Thief"')
    expect(run.result).toContain("make another one the default in the Entra admin center")
  })

  it("takes the mobile phone after the alternate one", async () => {
    has(method("Mobile", FIRST, { type: "phone", id: MOBILE }), method("Alternate", FIRST, { type: "phone" }))

    const run = await fix()

    expect(run.plan?.map((call) => ("path" in call ? call.path.endsWith(MOBILE) : false))).toEqual([
      false,
      true,
    ])
    expect(left()).toEqual([])
  })

  it("goes on when somebody else was faster with one of them", async () => {
    has(OLD, NEW, KEY)
    rig.beforeWrite(() => has(OLD, KEY))

    const run = await fix()

    expect(run.state).toBe("verified")
    expect(left()).toEqual(["Old"])
    expect(rig.operations()).toHaveLength(1)
  })

  it("doesn't claim what somebody else removed", async () => {
    has(OLD, NEW)
    rig.beforeWrite(() => has(OLD))

    expect((await fix()).state).toBe("already-done")
    expect(rig.operations()).toEqual([])
  })

  it("removes each once when an answer got lost", async () => {
    has(OLD, NEW, KEY)
    rig.trouble({ service: "graph", match: "DELETE", kind: "status", status: 503, times: 1 })

    const run = await fix()

    expect(run.state).toBe("verified")
    expect(left()).toEqual(["Old"])
    expect(rig.operations()).toHaveLength(2)
  })

  it("finishes a run that died halfway without touching what the user registered meanwhile", async () => {
    has(OLD, method("Thief's phone", FIRST, { type: "phone", id: MOBILE }), KEY)
    const one = await incident()
    rig.trouble({ service: "graph", match: "phoneMethods", kind: "status", status: 500, times: 9 })
    const finish = async () => {
      throw new Error("killed")
    }
    await rig.fix({ ...one, store: { ...one.store, journal: { ...one.store.journal, finish } } }, FIX)
    expect(left()).toEqual(["Old", "Thief's phone"])
    rig.cloud.faults.splice(0)
    const again = method("Registered again", NOW, { type: "phone", id: MOBILE })
    has(OLD, again)

    const run = await rig.resume(one)

    expect(run.state).toBe("verified")
    expect(left()).toEqual(["Old", "Registered again"])
    expect(run.result).toMatch(/Added in the meantime and not touched; .+: phone "Registered again"/)
  })

  it("is asked about with what goes, and runs exactly that", async () => {
    has(OLD, NEW)
    const one = await incident()

    const asked = await ask(one)
    has(OLD)

    expect(asked?.reasons).toEqual([
      'Goes, because it is new since 2026-02-25: Microsoft Authenticator "Thief" (since 2026-02-25). Stays: Microsoft Authenticator "Old" (since 2026-02-25). This can\'t be undone: the user registers again.',
    ])
    expect(asked?.reversibility).toContain("Can't be undone")
    expect(asked?.calls).toMatchObject([
      {
        method: "DELETE",
        path: expect.stringMatching(/\/authentication\/microsoftAuthenticatorMethods\/0c7f/),
      },
    ])
    expect(await ask(one)).toBeUndefined()
  })

  it("warns that no method would be left, unless sign-in is blocked", async () => {
    has(NEW)
    const one = await incident()

    const allowed = await ask(one)
    rig.user("lynne.robin").accountEnabled = false
    const blocked = await ask(one)

    expect(allowed?.reasons.join()).toContain("whoever has the password can register one")
    expect(blocked?.reasons.join()).not.toContain("whoever has the password")
  })

  it.each([
    ["the permission", () => permissions((one) => !one.startsWith("UserAuthenticationMethod"))],
    [
      "the permission to write",
      () => permissions((one) => one !== WRITE, "UserAuthenticationMethod.Read.All"),
    ],
  ])("is greyed and never tried without %s, which is named", async (_what, take) => {
    has(OLD, NEW)
    take()
    const one = await incident()

    const live = await createLiveReader({ admin: rig.admin, safeguard: unguarded, now: () => NOW })(
      await one.incident(),
    )
    const run = await rig.fix(one, FIX)

    expect(live.blocked).toMatchObject([{ action: FIX, reason: expect.stringContaining(WRITE) }])
    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining(WRITE) })
    expect(left()).toEqual(["Old", "Thief"])
  })

  it("never touches an account for emergencies", async () => {
    has(OLD, NEW)
    rig.guard({ ...UNPROTECTED, breakGlass: [LYNNE] })

    const run = await fix()

    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining("no card locks it out") })
    expect(left()).toEqual(["Old", "Thief"])
  })

  it("isn't tried on an administrator's account where the app's role is too low", async () => {
    rig.user("megan.ortiz").signInMethods = [NEW]
    const one = await rig.incident(FIX, { user: "megan.ortiz@contoso.example" })

    const run = await rig.fix(one, FIX)

    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining("administrator") })
    expect(left("megan.ortiz")).toEqual(["Thief"])
  })
})

const WRITE = "UserAuthenticationMethod.ReadWrite.All"

function permissions(stays: (permission: string) => boolean, ...more: readonly string[]): void {
  const consents = rig.tenant.consents[RESPOND_APP_ID] ?? []
  rig.tenant.consents[RESPOND_APP_ID] = [...consents.filter(stays), ...more]
}
