import { readFileSync } from "node:fs"
import { afterEach, describe, expect, it } from "vitest"
import { CmdletError, ContractError, TenantError, UpstreamError } from "../../../src/model/errors.ts"
import { errorOf } from "../error-of.ts"
import type { Reply } from "../start-loopback.ts"
import { closer, connect, innerOnly, MAILBOX } from "./exchange-rig.ts"

afterEach(() => closer.closeAll())

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

describe("createMailboxAdmin() failures", () => {
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
      partly: false,
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
    expect(error).toMatchObject({ advice: expect.stringMatching(/lacks an Exchange role in this tenant/) })
  })

  it.each([
    ["Disable-TransportRule", "Transport Rules"],
    ["Set-AdminAuditLogConfig", "Audit Logs"],
    ["Set-MailboxAuditBypassAssociation", "Audit Logs"],
    ["Set-OrganizationConfig", "Organization Configuration"],
    ["Enable-OrganizationCustomization", "Organization Configuration"],
    ["Remove-RoleGroupMember", "Role Management"],
    ["Remove-BlockedSenderAddress", "Transport Hygiene"],
  ])("names what a smaller role group lacks for %s, as the onboarding page does", async (cmdlet, role) => {
    const { invoke } = await connect(() => ({ status: 403, body: "\0".repeat(64) }))
    const page = readFileSync(new URL("../../../docs/onboarding.md", import.meta.url), "utf8")

    expect(await errorOf(invoke(cmdlet))).toMatchObject({
      advice: expect.stringMatching(
        new RegExp(`for ${cmdlet}: .*, or add the role ${role} to its role group`),
      ),
    })
    expect(page).toContain(`"${role}"`)
  })

  it("names no role for what every role group of ours may do", async () => {
    const { invoke } = await connect(() => ({ status: 403, body: "\0".repeat(64) }))

    expect(await errorOf(invoke("Set-Mailbox"))).toMatchObject({
      advice: expect.stringMatching(/the Exchange Administrator role\.$/),
    })
  })

  it("asks with a new token the next time after a 403, because a role may be given meanwhile; sends nothing again", async () => {
    const { invoke, server, tokens } = await connect((_request, count) =>
      count === 1 ? { status: 403, body: "\0".repeat(64) } : { body: { value: [] } },
    )

    await errorOf(invoke("Get-Mailbox"))
    expect(server.seen).toHaveLength(1)
    await invoke("Get-Mailbox")

    expect(tokens.forgotten).toHaveLength(1)
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
