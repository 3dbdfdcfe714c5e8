import { afterEach, describe, expect, it } from "vitest"
import { createMailboxAdmin } from "../../../src/adapters/exchange/mailbox-admin.ts"
import { createHttpClient } from "../../../src/adapters/http/http-client.ts"
import { CmdletError, ContractError, TenantError, UpstreamError } from "../../../src/model/errors.ts"
import { tenantId } from "../../../src/model/ids.ts"
import type { JsonObject } from "../../../src/model/json.ts"
import { createFakeTokens } from "../fake-tokens.ts"
import { createCloser, type Loopback, type Reply, type Seen, startLoopback } from "../start-loopback.ts"

const CONTOSO = tenantId("3f1c0a52-9d0f-4b7a-8f5e-1f0c5f2a7c01")
const MAILBOX = "kim@contoso.example"
const never = new AbortController().signal

const closer = createCloser()
afterEach(() => closer.closeAll())

const connect = async (answer: (request: Seen, count: number, base: string) => Reply) => {
  let server: Loopback | undefined
  server = closer.add(await startLoopback((request, count) => answer(request, count, server?.url ?? "")))
  const tokens = createFakeTokens()
  const http = closer.add(createHttpClient())
  const admin = createMailboxAdmin({ exchangeUrl: server.url, tokens, http, retryDelayMs: 1 })
  const invoke = (
    cmdlet: string,
    parameters: JsonObject = { Identity: MAILBOX },
    anchor: string | undefined = MAILBOX,
  ) => admin.invoke(CONTOSO, { cmdlet, parameters }, anchor, never)
  return { server, tokens, invoke, admin }
}

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "no error",
    (error) => error,
  )

const notFound: Reply = {
  status: 404,
  body: {
    error: {
      code: "NotFound",
      message: "Error executing cmdlet",
      details: [
        {
          code: "Context",
          target: "",
          message:
            "Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|The operation couldn't be performed because object 'lee' couldn't be found on 'XX1PR01A12DC007.XX1PR01A012.PROD.OUTLOOK.COM'.",
        },
      ],
      innererror: {
        internalexception: {
          message:
            "Exception of type 'Microsoft.Exchange.Management.PSDirectInvoke.DirectInvokeCmdletExecutionException' was thrown.",
        },
      },
    },
  },
}

const innerOnly = (type: string, message: string): Reply => ({
  status: 400,
  body: {
    error: {
      code: "BadRequest",
      message: "Invalid Operation",
      innererror: { message: "Invalid Operation", internalexception: { message, type, stacktrace: "" } },
    },
  },
})

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

  it("takes errors inside a 200 for a failure", async () => {
    const { invoke } = await connect(() => ({
      body: { value: [], "@adminapi.errors": ["|System.Exception|It did not work."] },
    }))

    expect(await errorOf(invoke("Set-Mailbox"))).toMatchObject({
      name: "CmdletError",
      advice: "Exchange refused Set-Mailbox: It did not work.",
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

  it.each([
    ["an empty identity", "Get-InboxRule", { Mailbox: MAILBOX, Identity: "" }],
    ["a null identity", "Remove-InboxRule", { Mailbox: MAILBOX, Identity: null }],
    ["no identity at all", "Get-InboxRule", { IncludeHidden: true }],
    ["a blank user", "Remove-MailboxPermission", { Identity: MAILBOX, User: " " }],
    ["no identity on a write, whatever else", "Set-Mailbox", { ResultSize: "Unlimited" }],
  ])("sends nothing for %s: Exchange would take it for everything", async (_name, cmdlet, parameters) => {
    const { invoke, server } = await connect(() => ({ body: { value: [] } }))

    const error = await errorOf(invoke(cmdlet, parameters))

    expect([error, server.seen.length]).toEqual([expect.any(ContractError), 0])
  })

  it("knows a missing object, and says so without error id and server name", async () => {
    const { invoke } = await connect(() => notFound)

    const error = await errorOf(invoke("Remove-MailboxPermission", { Identity: "lee", User: MAILBOX }))

    expect(error).toBeInstanceOf(CmdletError)
    expect(error).toMatchObject({
      missing: true,
      advice:
        "Exchange refused Remove-MailboxPermission: The operation couldn't be performed because object 'lee' couldn't be found.",
    })
  })

  it("takes the inner exception's text where there are no details", async () => {
    const { invoke } = await connect(() => innerOnly("System.Exception", "The rule can't be changed."))

    expect(await errorOf(invoke("Disable-InboxRule"))).toMatchObject({
      missing: false,
      advice: "Exchange refused Disable-InboxRule: The rule can't be changed.",
    })
  })

  it("knows parameters that Exchange doesn't accept for our own mistake", async () => {
    const { invoke } = await connect(() =>
      innerOnly(
        "Microsoft.Exchange.AdminApi.CommandInvocation.AmbiguousParameterSetException",
        "BogusParameter",
      ),
    )

    expect(await errorOf(invoke("Set-Mailbox"))).toBeInstanceOf(ContractError)
  })

  it("says that the role is missing when the body of a 403 is a run of NUL bytes", async () => {
    const { invoke } = await connect(() => ({ status: 403, body: Buffer.alloc(4096) }))

    const error = await errorOf(invoke("Get-Mailbox"))

    expect(error).toBeInstanceOf(TenantError)
    expect(error).toMatchObject({ advice: /lacks an Exchange role in this tenant/ })
  })

  it("asks for a new token once after a 401, for writes too", async () => {
    const { invoke, server, tokens } = await connect((_request, count) =>
      count === 1 ? { status: 401, body: "" } : { body: { value: [] } },
    )

    await invoke("Set-Mailbox")

    expect([tokens.forgotten.length, server.seen[1]?.headers.authorization]).toEqual([1, "Bearer token-2"])
  })

  it("repeats a read after trouble on the way", async () => {
    const { invoke, server } = await connect((_request, count) =>
      count < 3 ? { status: 503, body: "" } : { body: { value: [{ Name: "a" }] } },
    )

    const answer = await invoke("Get-Mailbox")

    expect([answer.rows.length, server.seen.length]).toEqual([1, 3])
  })

  it.each([
    ["a gateway timeout", { status: 504, body: "" }],
    ["a broken connection", { body: "{", promise: 5000 }],
  ])("never repeats a write after %s: it may have been done", async (_name, reply) => {
    const { invoke, server } = await connect(() => reply)

    const error = await errorOf(invoke("Set-Mailbox"))

    expect([error, server.seen.length]).toEqual([expect.any(UpstreamError), 1])
  })

  it("repeats a throttled write once: it was refused before any work", async () => {
    const { invoke, server } = await connect(() => ({
      status: 429,
      headers: { "retry-after": "0" },
      body: "",
    }))

    const error = await errorOf(invoke("Set-Mailbox"))

    expect([error, server.seen.length]).toEqual([expect.any(UpstreamError), 2])
  })

  it("leaves a long wait to the caller", async () => {
    const { invoke, server } = await connect(() => ({
      status: 429,
      headers: { "retry-after": "600" },
      body: "",
    }))

    const error = await errorOf(invoke("Get-Mailbox"))

    expect(error).toMatchObject({ code: "ERR_UPSTREAM_THROTTLED", retryAfterMs: 600_000 })
    expect(server.seen.length).toBe(1)
  })
})
