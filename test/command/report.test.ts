/** "Report october": which month, for whom, and what is handed over. */
import { describe, expect, it } from "vitest"
import type { LinkedFile } from "../../src/command/file-links.ts"
import { createOfferedFiles } from "../../src/command/offered-files.ts"
import type { CommandDeps } from "../../src/command/run-command.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { chat, RESPONDING } from "./ask.ts"
import { ALEX, CONTOSO, CONTOSO_CHANNEL, NOW } from "./make.ts"

/** A chat whose report says for whom and when it is, with what was handed over. */
async function reports(over: Partial<CommandDeps> = {}) {
  const offered: LinkedFile[] = []
  const files: CommandDeps["files"] = {
    offer: (file) => {
      offered.push(file)
      return "https://watch.northwind.example/files/1/2"
    },
  }
  const reportOf: CommandDeps["reportOf"] = async (customer, month, admins) => ({
    lines: [`${customer.name} ${month.name} ${admins?.join(" ") ?? "not read"}`],
    page: "<!doctype html><p>page</p>",
  })
  return { ...(await chat([], { reportOf, files, ...over })), offered }
}

describe("a month's report in chat", () => {
  it("is of the last month unless one is named", async () => {
    const { ask } = await reports()

    expect(await ask("report at contoso")).toContain("contoso 2026-10")
    expect(await ask("report 2026-09 at contoso")).toContain("contoso 2026-09")
    expect(await ask("report for contoso")).toContain("contoso 2026-10")
    expect(await ask("report december at contoso")).toContain("contoso 2025-12")
    expect(await ask("report contoso")).toContain("contoso 2026-10")
    expect(await ask("report contoso september")).toContain("contoso 2026-09")
    expect(await ask("report for september at contoso")).toContain("contoso 2026-09")
    expect(await ask("monthly report of september for contoso")).toContain("contoso 2026-09")
    expect(
      await ask("monthly report", {
        objectId: ALEX,
        teamsTenantId: CONTOSO,
        conversationId: CONTOSO_CHANNEL,
      }),
    ).toContain("contoso 2026-10")
    expect(
      await ask("report for september", {
        objectId: ALEX,
        teamsTenantId: CONTOSO,
        conversationId: CONTOSO_CHANNEL,
      }),
    ).toContain("contoso 2026-09")
  })

  it("gives a page that opens, under a link", async () => {
    const { ask, offered } = await reports()

    const answer = await ask("report october at contoso")

    expect(answer).toContain('"url":"https://watch.northwind.example/files/1/2"')
    expect(answer).toContain("Open the report")
    expect(offered).toMatchObject([{ name: "contoso-2026-10.html", shown: true }])
  })

  it("tells the figures, and why there is no page, where nothing can be handed over", async () => {
    const { ask } = await reports({ files: { offer: () => undefined } })

    const answer = await ask("report october at contoso")

    expect(answer).toContain("contoso 2026-10")
    expect(answer).toContain("the operator has to set publicUrl first")
  })

  it("is offered as a file in a personal chat where there is no link", async () => {
    const trail = { append: async () => Promise.reject(new Error("nothing is given out yet")) }
    const offers = createOfferedFiles({ trail, now: () => NOW })
    const { ask } = await reports({ files: { offer: () => undefined }, offers })

    const personal = JSON.parse(await ask("report october at contoso", { kind: "personal" }))
    const inChannel = await ask("report october at contoso")

    expect(personal.offer).toMatchObject({ name: "contoso-2026-10.html" })
    expect(inChannel).not.toContain('"offer"')
    expect(inChannel).toContain("set publicUrl first")
  })

  it("asks back for a month that is none, one that hasn't begun, and for the customer", async () => {
    const { ask, offered } = await reports()

    expect(await ask("report soon at contoso")).toContain("“soon” is no month that I understand.")
    expect(await ask("report december 2030 at contoso")).toContain("December 2030 hasn't begun.")
    expect(await ask("report october")).toContain("For which customer?")
    expect(offered).toEqual([])
  })

  it("is a customer's own in their channel, and nobody else's", async () => {
    const { ask, offered } = await reports()
    const asContact = { objectId: ALEX, teamsTenantId: CONTOSO, conversationId: CONTOSO_CHANNEL }

    expect(await ask("report october", asContact)).toContain("contoso 2026-10")
    expect(await ask("report october at fabrikam", asContact)).toContain("I can't answer")
    expect(offered.map(({ name }) => name)).toEqual(["contoso-2026-10.html"])
  })

  it("names global admins where they can be read", async () => {
    const granted = (path: string): JsonObject =>
      path.startsWith("/users/")
        ? { userPrincipalName: "Ada@contoso.com" }
        : { value: [{ principalId: "1" }] }
    const admin: CommandDeps["admin"] = {
      invoke: async () => ({ rows: [], warnings: [] }),
      request: async (_tenant, { path }) => granted(path),
      granted: async () => ({ permissions: [], roles: [] }),
    }
    const { ask } = await reports({ admin, config: RESPONDING })

    expect(await ask("report october at contoso")).toContain("contoso 2026-10 ada@contoso.com")
  })

  it("is in the trail with who asked for it", async () => {
    const { ask, store } = await reports()
    await ask("report october at contoso")

    expect(await store.trail.read(0, 10)).toMatchObject([
      { kind: "command", tenantId: CONTOSO, what: "Asked: report october at contoso" },
    ])
  })
})
