/** Taking back a key that was added to an app, against the practice Graph: exactly that one, and no other. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import type { PracticeApplication } from "../../sandbox/world/types.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

const FIX = "remove-application-credential"
const REGISTRATION = "3d5f0c6a-8f0e-4f3b-9a1d-7c2b6e4a1f10"
const OLD = "0a1b2c3d-1111-4111-8111-000000000001"
const ADDED = "0a1b2c3d-2222-4222-8222-000000000002"
const CERTIFICATE = "0a1b2c3d-3333-4333-8333-000000000003"
const OLD_CERTIFICATE = "0a1b2c3d-4444-4444-8444-000000000004"

let rig: PracticeRig
let app: PracticeApplication
beforeEach(async () => {
  rig = await startPracticeRig()
  app = {
    objectId: "6d7e7a70-4d7e-4a53-9e5f-1b0c5d9e2f01",
    appId: "0b9b3b54-8a5f-4e6c-8c1e-7f2d3a4b5c02",
    displayName: "Payroll Sync",
    accountEnabled: true,
    registrationId: REGISTRATION,
    credentials: [
      { keyId: OLD, kind: "secret", name: "nightly job" },
      { keyId: ADDED, kind: "secret", name: "backup" },
      { keyId: CERTIFICATE, kind: "certificate", name: "CN=backup" },
      { keyId: OLD_CERTIFICATE, kind: "certificate", name: "CN=payroll" },
    ],
  }
  rig.tenant.applications.push(app)
})
afterEach(() => rig.close())

const left = () => app.credentials?.map(({ keyId }) => keyId)
const incident = (keyIds: string, object = {}) =>
  rig.incident(
    FIX,
    { applicationId: REGISTRATION, appName: "Payroll Sync", keyIds, ...object },
    "Payroll Sync",
  )

describe("remove-application-credential", () => {
  it("takes exactly the added secret from the registration, and says that it can't be undone", async () => {
    const run = await rig.fix(await incident(ADDED), FIX)

    expect(run).toMatchObject({
      state: "verified",
      result: expect.stringContaining('The app "Payroll Sync" no longer has the secret "backup": read back'),
    })
    expect(left()).toEqual([OLD, CERTIFICATE, OLD_CERTIFICATE])
    expect(rig.operations()).toEqual(["Update application – Certificates and secrets management "])
  })

  it("takes a secret and a certificate of one step, and leaves the app's other ones", async () => {
    const run = await rig.fix(await incident(`${ADDED} ${CERTIFICATE}`), FIX)

    expect(run.state).toBe("verified")
    expect(left()).toEqual([OLD, OLD_CERTIFICATE])
  })

  it("finds a secret at the service principal, where the alert names that", async () => {
    const one = await incident(ADDED, { applicationId: "", servicePrincipalId: app.objectId })

    expect((await rig.fix(one, FIX)).state).toBe("verified")
    expect(left()).not.toContain(ADDED)
  })

  it("calls nothing when somebody removed it before", async () => {
    app.credentials = app.credentials?.filter(({ keyId }) => keyId !== ADDED)

    const run = await rig.fix(await incident(ADDED), FIX)

    expect(run.state).toBe("already-done")
    expect(rig.operations()).toEqual([])
  })

  it.each([
    ["no key", ""],
    ["a key that is none", "nightly job"],
  ])("changes nothing when the alert names %s", async (_what, keyIds) => {
    const run = await rig.fix(await incident(keyIds), FIX)

    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining("doesn't name the secret") })
    expect(left()).toHaveLength(4)
  })

  it("leaves Watchpost's own app alone", async () => {
    app.appId = RESPOND_APP_ID

    const run = await rig.fix(await incident(ADDED), FIX)

    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining("Watchpost's own app") })
    expect(left()).toHaveLength(4)
  })
})
