import { afterEach, describe, expect, it } from "vitest"
import { createMailboxAdmin } from "../../../src/adapters/exchange/mailbox-admin.ts"
import { createHttpClient } from "../../../src/adapters/http/http-client.ts"
import type { HttpRequest } from "../../../src/adapters/http/http-message.ts"
import { ContractError, UpstreamError } from "../../../src/model/errors.ts"
import { errorOf } from "../error-of.ts"
import { createFakeTokens } from "../fake-tokens.ts"
import { startLoopback } from "../start-loopback.ts"
import { CONTOSO, closer, connect, innerOnly, MAILBOX, never } from "./exchange-rig.ts"

afterEach(() => closer.closeAll())

describe("createMailboxAdmin() invoke()", () => {
  it("sends the cmdlet as planned, with a respond token and the mailbox as anchor", async () => {
    const { invoke, server, tokens } = await connect(() => ({ body: { value: [] } }))

    await invoke("Set-Mailbox", { Identity: MAILBOX, ForwardingSmtpAddress: null, Confirm: false })

    const [request] = server.seen
    expect(request?.url).toBe(`/adminapi/beta/${CONTOSO}/InvokeCommand`)
    expect(request?.headers).toMatchObject({
      authorization: "Bearer token-1",
      "x-anchormailbox": `UPN:${MAILBOX}`,
      "x-cmdletname": "Set-Mailbox",
      "x-responseformat": "json",
      prefer: "odata.maxpagesize=1000",
    })
    expect(JSON.parse(request?.body ?? "")).toEqual({
      CmdletInput: {
        CmdletName: "Set-Mailbox",
        Parameters: { Identity: MAILBOX, ForwardingSmtpAddress: null, Confirm: false },
      },
    })
    expect(tokens.asked).toEqual([`respond ${CONTOSO} https://outlook.office365.com`])
  })

  it.each([
    [
      "a mailbox GUID",
      "Get-Mailbox",
      "0f6c2b1a-3d4e-4f50-8a9b-1c2d3e4f5a05",
      `MBX:0f6c2b1a-3d4e-4f50-8a9b-1c2d3e4f5a05@${CONTOSO}`,
    ],
    [
      "no mailbox",
      "Get-OrganizationConfig",
      undefined,
      `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${CONTOSO}`,
    ],
    [
      "the audit configuration",
      "Set-AdminAuditLogConfig",
      undefined,
      `APP:SystemMailbox{8cc370d3-822a-4ab8-a926-bb94bd0641a9}@${CONTOSO}`,
    ],
    [
      "an anchor that fits no header",
      "Get-Mailbox",
      "kim@contoso.example\r\nX-Evil: 1",
      `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${CONTOSO}`,
    ],
  ])("routes by %s", async (_name, cmdlet, anchor, expected) => {
    const { admin, server } = await connect(() => ({ body: { value: [] } }))

    await admin.invoke(CONTOSO, { cmdlet, parameters: { Identity: "x" } }, anchor, never)

    expect(server.seen[0]?.headers["x-anchormailbox"]).toBe(expected)
  })

  it("keeps 64-bit rule ids whole and drops the type notes beside values", async () => {
    const { invoke } = await connect(() => ({
      body: '{"@adminapi.warnings":["careful"],"value":[{"RuleIdentity":15394007230974001153,"Name@odata.type":"#String","Name":"."}]}',
    }))

    expect(await invoke("Get-InboxRule", { Mailbox: MAILBOX })).toEqual({
      rows: [{ RuleIdentity: "15394007230974001153", Name: "." }],
      warnings: ["careful"],
    })
  })

  it.each([
    ["absent", {}],
    ["null", { value: null }],
    ["empty", { value: [] }],
  ])("takes an %s value of a write for success without rows", async (_name, body) => {
    const { invoke } = await connect(() => ({ body }))

    expect(await invoke("Disable-InboxRule")).toEqual({ rows: [], warnings: [] })
  })

  it("takes errors inside a 200 for a failure that may have done some of the work", async () => {
    const { invoke } = await connect(() => ({
      body: { value: [], "@adminapi.errors": ["|System.Exception|It did not work."] },
    }))

    expect(await errorOf(invoke("Set-Mailbox"))).toMatchObject({
      name: "CmdletError",
      advice: "Exchange refused Set-Mailbox: It did not work.",
      partly: true,
    })
  })

  it("asks for the next page with the same body and anchor, and returns all rows", async () => {
    const { invoke, server } = await connect((_request, count, base) =>
      count === 1
        ? { body: { value: [{ Name: "a" }], "@odata.nextLink": `${base}/adminapi/beta/next?$skiptoken=1` } }
        : { body: { value: [{ Name: "b" }] } },
    )

    const answer = await invoke("Get-InboxRule", { Mailbox: MAILBOX })

    const [first, second] = server.seen
    expect(answer.rows).toEqual([{ Name: "a" }, { Name: "b" }])
    expect([second?.method, second?.body, second?.headers["x-anchormailbox"]]).toEqual([
      "POST",
      first?.body,
      first?.headers["x-anchormailbox"],
    ])
  })

  it("sends no token to another host that a next link points to", async () => {
    const other = closer.add(await startLoopback(() => ({ body: { value: [] } })))
    const { invoke } = await connect(() => ({ body: { value: [], "@odata.nextLink": `${other.url}/steal` } }))

    const error = await errorOf(invoke("Get-InboxRule", { Mailbox: MAILBOX }))

    expect([error, other.seen.length]).toEqual([expect.any(ContractError), 0])
  })

  it("fails instead of returning a short list when the continuation breaks", async () => {
    const { invoke } = await connect((_request, count, base) =>
      count % 2 === 1
        ? { body: { value: [{ Name: "a" }], "@odata.nextLink": `${base}/next` } }
        : innerOnly("x", "Expired or Invalid pagination request. Default Expiry time is 00:30:00"),
    )

    expect(await errorOf(invoke("Get-InboxRule", { Mailbox: MAILBOX }))).toBeInstanceOf(UpstreamError)
  })

  it("fails instead of returning a short list when a later page is empty", async () => {
    const { invoke } = await connect((_request, count, base) =>
      count % 2 === 1
        ? { body: { value: [{ Name: "a" }], "@odata.nextLink": `${base}/next` } }
        : { body: { value: [] } },
    )

    expect(await errorOf(invoke("Get-InboxRule", { Mailbox: MAILBOX }))).toBeInstanceOf(UpstreamError)
  })

  it("has at most four requests under way in one tenant, a fix before what is only read", async () => {
    const server = closer.add(await startLoopback(() => ({ body: { value: [] } })))
    const http = closer.add(createHttpClient())
    let [underWay, most] = [0, 0]
    const order: string[] = []
    const counting = async (request: HttpRequest) => {
      order.push(request.headers?.["x-cmdletname"] ?? "")
      underWay += 1
      most = Math.max(most, underWay)
      return http.send(request).finally(() => {
        underWay -= 1
      })
    }
    const admin = createMailboxAdmin({
      ...{ exchangeUrl: server.url, tokens: createFakeTokens() },
      http: { ...http, send: counting },
    })
    const ask = (cmdlet: string) =>
      admin.invoke(CONTOSO, { cmdlet, parameters: { Identity: MAILBOX } }, MAILBOX, never)

    const reads = Array.from({ length: 9 }, () => ask("Get-Mailbox"))
    await Promise.all([...reads, ask("Set-Mailbox")])

    expect(most).toBe(4)
    expect(order).toHaveLength(10)
    expect(order.indexOf("Set-Mailbox")).toBe(4)
  })

  it.each([
    ["an empty identity", "Get-InboxRule", { Mailbox: MAILBOX, Identity: "" }],
    ["a null identity", "Remove-InboxRule", { Mailbox: MAILBOX, Identity: null }],
    ["no identity at all", "Get-InboxRule", { IncludeHidden: true }],
    ["no mailbox for its protocols", "Get-CASMailbox", {}],
    ["no mailbox for its folders", "Get-MailboxFolderStatistics", { FolderScope: "Inbox" }],
    ["nobody's audit bypass", "Get-MailboxAuditBypassAssociation", { Identity: null }],
    ["no sender to unblock", "Remove-BlockedSenderAddress", {}],
    ["a blank sender", "Get-BlockedSenderAddress", { SenderAddress: "" }],
    ["a blank user", "Remove-MailboxPermission", { Identity: MAILBOX, User: " " }],
    ["no identity on a write, whatever else", "Set-Mailbox", { ResultSize: "Unlimited" }],
  ])("sends nothing for %s: Exchange would take it for everything", async (_name, cmdlet, parameters) => {
    const { invoke, server } = await connect(() => ({ body: { value: [] } }))

    const error = await errorOf(invoke(cmdlet, parameters))

    expect([error, server.seen.length]).toEqual([expect.any(ContractError), 0])
  })
})
