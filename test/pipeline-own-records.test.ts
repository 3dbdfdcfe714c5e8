/** Microsoft's records of what we did ourselves: told apart, linked to the fix, and nobody is alerted. */
import { describe, expect, it } from "vitest"
import { canaryComment } from "../src/model/canary.ts"
import { remediationId, tenantId } from "../src/model/ids.ts"
import type { JsonObject } from "../src/model/json.ts"
import { decide } from "../src/pipeline.ts"
import { directoryRaw, objectIdentity, type Properties, TOM } from "./make/make-directory-record.ts"
import { makeRecentFix } from "./make/make-recent-fix.ts"
import { makeContext, makeOwn, makeRaw, parameters, TENANT_ID } from "./make/make-record.ts"

const CLIENT = "7a1b2c3d-0000-4000-8000-000000000001"

const FIX = { id: 3, incidentId: 2, action: "stop-forwarding" }

describe("decide() of our own records", () => {
  it("never alerts on our own app, and names the fix that made the record", () => {
    const own = makeRaw({ AppId: makeOwn().appIds[0] ?? "" })
    const subject = { mailbox: "Anna.Berg@contoso.example" }
    const parameters = { Identity: "anna.berg@contoso.example", ForwardingSmtpAddress: "drop@evil.example" }
    const plan = [{ cmdlet: "Set-Mailbox", parameters }]
    const fix = makeRecentFix(plan, subject)
    const later = makeRecentFix([{ cmdlet: "Disable-InboxRule", parameters: {} }], subject, {
      id: remediationId(4),
    })

    const { alerts, linked } = decide([own], makeContext({ recentFixes: [fix, later] }))

    expect(alerts).toEqual([])
    expect(linked).toMatchObject([{ recordId: own.Id, fix: FIX }])
    expect(decide([own], makeContext()).linked).toEqual([{ recordId: own.Id }])
  })

  it("lets the rules see what nothing of ours explains: somebody else may hold our app's secret", () => {
    const UserId = "ServicePrincipal_8e7f2b64-1d9c-4c53-9a40-5b6d7e8f9a01"
    const own = makeRaw({ AppId: makeOwn().appIds[0] ?? "", UserId })
    const { recentFixes: _, ...unknown } = makeContext()

    const [alert, ...more] = decide([own], makeContext({ recentFixes: [] })).alerts

    expect(more).toEqual([])
    expect(alert?.actorName).toBe("Somebody who holds the secret of Watchpost's own app")
    // A backtest doesn't know what was done here.
    expect(decide([own], unknown).alerts).toEqual([])
  })

  it("takes reading the audit mails for what it is, and reading any other mailbox for nothing of ours", () => {
    const own = makeOwn({ readsMailbox: "veeam-audit@northwind.example", mspTenantId: TENANT_ID })
    const read = (MailboxOwnerUPN: string): JsonObject =>
      makeRaw({
        ...{ Operation: "MailItemsAccessed", RecordType: 50, AppId: own.appIds[0] ?? "", MailboxOwnerUPN },
        ...{ UserId: "ServicePrincipal_8e7f2b64-1d9c-4c53-9a40-5b6d7e8f9a01", Parameters: null },
      })
    const linked = (mailbox: string, who = own) => decide([read(mailbox)], makeContext({ own: who })).linked

    expect(linked("Veeam-Audit@northwind.example")).toEqual([])
    expect(linked("ceo@northwind.example")).toHaveLength(1)
    expect(
      linked("veeam-audit@northwind.example", makeOwn({ readsMailbox: own.readsMailbox ?? "" })),
    ).toHaveLength(1)
  })

  it("doesn't take for a fix what sets something else on the same mailbox", () => {
    const mailbox = "anna.berg@contoso.example"
    const cleared = { Identity: mailbox, ForwardingSmtpAddress: null, DeliverToMailboxAndForward: false }
    const plan = [{ cmdlet: "Set-Mailbox", parameters: cleared }]
    const recentFixes = [makeRecentFix(plan, { mailbox })]
    const own = (ForwardingSmtpAddress: string): JsonObject =>
      makeRaw({
        ...{
          AppId: makeOwn().appIds[0] ?? "",
          UserId: "ServicePrincipal_8e7f2b64-1d9c-4c53-9a40-5b6d7e8f9a01",
        },
        Parameters: parameters({
          Identity: mailbox,
          ForwardingSmtpAddress,
          DeliverToMailboxAndForward: "False",
        }),
      })
    const decided = (address: string) => decide([own(address)], makeContext({ recentFixes }))

    expect(decided("")).toMatchObject({ alerts: [], linked: [{ fix: FIX }] })
    expect(decided("smtp:drop@evil.example").linked).toEqual([{ recordId: own("").Id }])
    expect(decided("smtp:drop@evil.example").alerts).toHaveLength(1)
    // Exchange may write the kind of an address before it.
    const undo = [
      { cmdlet: "Set-Mailbox", parameters: { ...cleared, ForwardingSmtpAddress: "old@post.example" } },
    ]
    const undone = makeContext({ recentFixes: [makeRecentFix(undo, { mailbox })] })
    const putBack = decide([own("smtp:Old@post.example")], undone)
    expect(putBack).toMatchObject({ alerts: [], linked: [{ fix: FIX }] })
  })

  it("doesn't take for a fix what sets nothing of it on the same mailbox", () => {
    const mailbox = "anna.berg@contoso.example"
    const cleared = { Identity: mailbox, ForwardingAddress: null, Confirm: false }
    const plan = [{ cmdlet: "Set-Mailbox", parameters: cleared }]
    const recentFixes = [makeRecentFix(plan, { mailbox })]
    const own = makeRaw({
      AppId: makeOwn().appIds[0] ?? "",
      Parameters: parameters({
        Identity: mailbox,
        ForwardingSmtpAddress: "smtp:drop@evil.example",
        Confirm: "False",
      }),
    })

    const { alerts, linked } = decide([own], makeContext({ recentFixes }))

    expect(linked).toEqual([{ recordId: own.Id }])
    expect(alerts).toHaveLength(1)
  })

  it("knows a fix of a rule by the identity that was sent, whatever the record calls the rule", () => {
    const identity = "5f0c8a52-2f0e-4c3c-9f3a-6f1f6a1f0c01\\15394007230974001153"
    const plan = [{ cmdlet: "Enable-InboxRule", parameters: { Identity: identity, Confirm: false } }]
    const recentFixes = [makeRecentFix(plan, { mailbox: "anna.berg@contoso.example" })]
    const own = (Identity: string): JsonObject =>
      makeRaw({
        ...{ AppId: makeOwn().appIds[0] ?? "", Operation: "Enable-InboxRule" },
        ...{ UserId: "ServicePrincipal_8e7f2b64-1d9c-4c53-9a40-5b6d7e8f9a01", ObjectId: "a_73cfb10e5c\\." },
        Parameters: parameters({ Identity, Confirm: "False" }),
      })
    const linked = (record: JsonObject) => decide([record], makeContext({ recentFixes })).linked

    expect(linked(own(identity))).toMatchObject([{ fix: FIX }])
    expect(linked(own(`${identity}4`))).toEqual([{ recordId: own("").Id }])
  })

  it("knows a consent that we took back or gave again by the app, not by the service that it reaches", () => {
    const id = "8e7f2b64-1d9c-4c53-9a40-5b6d7e8f9a01"
    const given: Properties = {
      "DelegatedPermissionGrant.Scope": ["", "Mail.ReadWrite"],
      "DelegatedPermissionGrant.ConsentType": ["", "Principal"],
    }
    const raw = (client: string): JsonObject =>
      directoryRaw(
        "Add delegated permission grant.",
        { ...given, "ServicePrincipal.ObjectID": ["", client] },
        {
          ...{ UserId: `ServicePrincipal_${id}`, UserType: 4 },
          Actor: [{ ID: makeOwn().appIds[0] ?? "", Type: 2 }, ...objectIdentity("ServicePrincipal", id)],
        },
      )
    const body = { clientId: CLIENT, resourceId: "0b6a-graph", scope: "Mail.ReadWrite" }
    const recordedAs = ["add delegated permission grant"]
    const plan = [{ method: "POST" as const, path: "/oauth2PermissionGrants", body, recordedAs }]
    const subject = { servicePrincipalId: CLIENT, target: "document-viewer" }
    const recentFixes = [makeRecentFix(plan, subject)]
    const linked = (record: JsonObject) => decide([record], makeContext({ recentFixes })).linked

    expect(linked(raw(CLIENT))).toMatchObject([{ fix: FIX }])
    expect(linked(raw("7a1b2c3d-0000-4000-8000-0000000000ff"))).toEqual([{ recordId: raw("").Id }])
  })

  it("knows the record of a canary by its marker, of this customer and by our app alone", () => {
    const appId = makeOwn().appIds[0] ?? ""
    const canary = { tenantId: TENANT_ID, marker: "0123456789abcdef", at: 0 }
    const raw = (changed: JsonObject = {}): JsonObject =>
      makeRaw({
        ...{ Operation: "Write-AdminAuditLog", AppId: appId, ObjectId: "" },
        Parameters: parameters({ Comment: canaryComment(canary.marker), Confirm: "False" }),
        ...changed,
      })
    const linked = (record: JsonObject, canaries = [canary]) =>
      decide([record], makeContext({ canaries })).linked

    expect(linked(raw())).toEqual([{ recordId: raw().Id, canary }])
    expect(linked(raw(), [{ ...canary, marker: "fedcba9876543210" }])).toEqual([{ recordId: raw().Id }])
    expect(
      linked(raw(), [{ ...canary, tenantId: tenantId("51a7c0de-0000-4000-8000-000000000005") }]),
    ).toEqual([{ recordId: raw().Id }])
    expect(linked(raw({ Operation: "Set-Mailbox" }))).toEqual([{ recordId: raw().Id }])
    expect(linked(raw({ AppId: "00000002-0000-0ff1-ce00-000000000000" }))).toEqual([])
  })

  it("knows our own app by the identities of a directory record, which has no field for it", () => {
    const appId = makeOwn().appIds[0] ?? ""
    const id = "8e7f2b64-1d9c-4c53-9a40-5b6d7e8f9a01"
    const role: Properties = {
      "Role.DisplayName": ["Global Administrator", ""],
      "Role.TemplateId": ["62e90394-69f5-4237-9190-012177145e10", ""],
    }
    const byApp = (bare: string): JsonObject =>
      directoryRaw("Remove member from role.", role, {
        UserId: `ServicePrincipal_${id}`,
        UserType: 4,
        Actor: [
          { ID: "Watchpost", Type: 1 },
          { ID: bare, Type: 2 },
          ...objectIdentity("ServicePrincipal", id),
        ],
      })
    const plan = [
      { method: "DELETE" as const, path: "/roleAssignments/1", recordedAs: ["remove member from role"] },
    ]
    const recentFixes = [makeRecentFix(plan, { user: TOM })]
    const own = byApp(appId)

    expect(decide([own], makeContext({ recentFixes })).linked).toMatchObject([{ recordId: own.Id, fix: FIX }])
    expect(decide([byApp(id)], makeContext({ recentFixes })).linked).toEqual([])
  })
})
