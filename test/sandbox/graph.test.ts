/** The practice Graph reads and contains accounts, and protects administrators as the real one does. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { MONITOR_APP_ID, RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import { at, GRAPH, type Practice, startTestCloud } from "./helpers.ts"

let practice: Practice
beforeEach(async () => {
  practice = await startTestCloud()
})
afterEach(() => practice.cloud.close())

const graph = async (method: string, path: string, body?: object, appId = RESPOND_APP_ID) =>
  practice.call(`${practice.cloud.endpoints.graph}/v1.0${path}`, {
    method,
    token: await practice.bearer(appId, GRAPH),
    ...(body === undefined ? {} : { body }),
  })

describe("graphRoutes()", () => {
  it("disables an account, revokes its sessions and shows both", async () => {
    const path = "/users/lynne.robin@contoso.example"
    practice.clock.advance(60_000)

    const disabled = await graph("PATCH", path, { accountEnabled: false })
    const revoked = await graph("POST", `${path}/revokeSignInSessions`)
    const user = await graph("GET", `${path}?$select=accountEnabled,signInSessionsValidFromDateTime`)

    expect([disabled.status, revoked.body]).toEqual([204, { value: true }])
    expect(user.body).toEqual({
      accountEnabled: false,
      signInSessionsValidFromDateTime: "2026-09-01T09:01:00Z",
    })
  })

  it("leaves directory records of what our app did, without the password", async () => {
    const path = "/users/lynne.robin@contoso.example"
    await graph("PATCH", path, { accountEnabled: false, passwordProfile: { password: "not-for-any-log" } })
    await graph("POST", `${path}/revokeSignInSessions`)

    const records = practice.tenant.blobs.flatMap((blob) => blob.records)
    expect(records.map((record) => at(record, "Operation"))).toEqual([
      "Disable account.",
      "Reset user password.",
      "Update StsRefreshTokenValidFrom Timestamp.",
    ])
    expect(records[0]).toMatchObject({
      RecordType: 8,
      UserId: `ServicePrincipal_${practice.tenant.servicePrincipals[RESPOND_APP_ID]}`,
      ObjectId: "lynne.robin@contoso.example",
      ModifiedProperties: [{ Name: "AccountEnabled", OldValue: "[true]", NewValue: "[false]" }],
    })
    expect(JSON.stringify(records)).not.toContain("not-for-any-log")
  })

  it("refuses to touch an administrator unless the app holds a higher role", async () => {
    const path = "/users/megan.ortiz@contoso.example"

    const refused = await graph("PATCH", path, { accountEnabled: false })
    practice.tenant.directoryRoles[RESPOND_APP_ID]?.push("Privileged Authentication Administrator")
    const allowed = await graph("PATCH", path, { accountEnabled: false })

    expect([refused.status, at(refused.body, "error", "code")]).toEqual([403, "Authorization_RequestDenied"])
    expect(allowed.status).toBe(204)
  })

  it("refuses the monitor app any change", async () => {
    const answer = await graph(
      "PATCH",
      "/users/lynne.robin@contoso.example",
      { accountEnabled: false },
      MONITOR_APP_ID,
    )

    expect(answer.status).toBe(403)
  })

  it("refuses the monitor app accounts: customers aren't asked to let it read them", async () => {
    const answer = await graph("GET", "/users/nobody@contoso.example", undefined, MONITOR_APP_ID)

    expect(answer.status).toBe(403)
  })

  it("answers an unknown account as Graph does, and a known one by name in any case and by id", async () => {
    const known = practice.tenant.users[0]
    const status = async (key: string) =>
      (await graph("GET", `/users/${key}`, undefined, RESPOND_APP_ID)).status
    const unknown = await graph("GET", "/users/lynne.robyn@contoso.example", undefined, RESPOND_APP_ID)

    expect(unknown.status).toBe(404)
    expect(at(at(unknown.body, "error"), "code")).toBe("Request_ResourceNotFound")
    expect([await status(known?.upn.toUpperCase() ?? ""), await status(known?.objectId ?? "")]).toEqual([
      200, 200,
    ])
  })

  it("lists users in pages, and the tenant's domains", async () => {
    const first = await graph("GET", "/users?$top=5&$select=id", undefined, RESPOND_APP_ID)
    const token = await practice.bearer(RESPOND_APP_ID, GRAPH)
    const second = await practice.call(String(at(first.body, "@odata.nextLink")), { token })
    const domains = await graph("GET", "/domains", undefined, MONITOR_APP_ID)

    const ids = [first, second].flatMap((page) => at(page.body, "value"))
    expect(ids).toEqual(practice.tenant.users.map((user) => ({ id: user.objectId })))
    expect(at(domains.body, "value")).toMatchObject([
      { id: "contoso.onmicrosoft.com", isInitial: true },
      { id: "contoso.example", isDefault: true },
    ])
  })
})
