/** Questions that stored records answer, through the whole room and a real store. */
import { describe, expect, it } from "vitest"
import type { JsonObject } from "../../src/model/json.ts"
import { chat, exchange, RESPONDING, record, signIn } from "./ask.ts"
import { ALEX, CONTOSO, CONTOSO_CHANNEL, FABRIKAM, NOW } from "./make.ts"

const IN_CONTOSO = { conversationId: CONTOSO_CHANNEL } as const
const CONTACT = { ...IN_CONTOSO, objectId: ALEX, teamsTenantId: CONTOSO } as const
const MICROSOFT = { kind: "microsoft", id: "NT AUTHORITY\\SYSTEM" } as const
const EVE = { kind: "user", id: "eve@fabrikam.com", upn: "eve@fabrikam.com" } as const

describe("what changed", () => {
  it("tells range in local time and UTC, count, who, what, where from, and how complete it is", async () => {
    const { ask } = await chat([
      record({ raw: rawOf({ Operation: "Set-Mailbox", ForwardingSmtpAddress: "smtp:x@evil.example" }) }),
      record({ actor: MICROSOFT }),
      signIn(),
    ])

    const text = await ask("what changed at contoso today")

    expect(text).toContain(
      "Contoso Ltd, 21 Nov 2026, 00:00:00 CET (20 Nov 2026, 23:00:00 UTC) to 21 Nov 2026, 11:00:00 CET (10:00:00 UTC): 1 change, newest first.",
    )
    expect(text).toContain("ada@contoso.com")
    expect(text).toContain("ForwardingSmtpAddress: smtp:x@evil.example")
    expect(text).toContain("192.0.2.7, country unknown")
    expect(text).toContain("Coverage. Audit records: Contoso Ltd: not read so far.")
    expect(text).not.toContain("NT AUTHORITY")
  })

  it("never says that nothing happened when nothing is stored", async () => {
    const { ask } = await chat([])

    const text = await ask("what changed at contoso yesterday")

    expect(text).toContain(
      "no change is stored. What wasn't recorded, or hasn't been published yet, can't be seen.",
    )
  })

  it("asks for the customer where several could be meant, and answers in a channel for its own alone", async () => {
    const { ask } = await chat([record(), record({ tenantId: FABRIKAM, actor: EVE })])

    expect(await ask("what changed today")).toContain("For which customer?")
    const own = await ask("what changed today", IN_CONTOSO)
    expect(own).toContain("ada@contoso.com")
    expect(own).not.toContain("eve@fabrikam.com")
    expect(await ask("what changed at fabrikam today", IN_CONTOSO)).toContain("I can't answer that here")
  })

  it("shows the customer no address and no technician of a provider", async () => {
    const partner = { kind: "partner", id: "kim@northwind.example", partner: { objectId: "7" } } as const
    const target = { kind: "other", id: "x", name: "rule from 198.51.100.7" } as const
    const { ask } = await chat([record({ actor: partner, target })])

    const text = await ask("what changed today", CONTACT)

    expect(text).toContain("a technician of a provider")
    expect(text).not.toMatch(/northwind\.example"|192\.0\.2\.7|198\.51\.100\.7/)
  })

  it("says what time is too wide, or none, in a sentence", async () => {
    const { ask } = await chat([])

    expect(await ask("what changed at contoso since 1 january 2020")).toContain(
      "ask for at most 400 days at once",
    )
    expect(await ask("what changed at contoso on 24 december 2026")).toContain("hasn't begun yet")
  })

  it("shows names from records as text, whatever they hold", async () => {
    const name = "[click](https://evil.example) ${1+1} <at>all</at>"
    const { ask } = await chat([record({ target: { kind: "other", id: name, name } })])

    const text = await ask("what changed at contoso today")

    expect(text).toContain(`"type":"TextRun","text":"${name}"`)
    expect(text).not.toContain('"TextBlock"')
  })
})

describe("what did somebody do", () => {
  it("finds the person by address, by the part before it, and by the customer's domain alone", async () => {
    const domainsOf = () => ["contoso.com"]
    const { ask } = await chat([record(), signIn()], {
      domainsOf: (id) => (id === CONTOSO ? domainsOf() : []),
    })

    for (const question of [
      "what did ada@contoso.com do in the last 24 hours",
      "what did ada do at contoso in the last 24 hours",
      "what did Ada do today at contoso",
    ]) {
      const text = await ask(question)
      expect(text).toContain("2 records, newest first.")
      expect(text).toContain("UserLoggedIn")
    }
  })

  it("suggests nobody because of the domain alone", async () => {
    const { ask } = await chat([record()])

    const text = await ask("what did nobody@contoso.com do at contoso today")

    expect(text).toContain("No record of this time names")
    expect(text).not.toContain("Did you mean")
  })

  it("suggests who may be meant, and asks back when several are", async () => {
    const ada2 = { kind: "user", id: "ada.long@contoso.com", upn: "ada.long@contoso.com" } as const
    const { ask } = await chat([record(), record({ actor: ada2 })])

    expect(await ask("what did adda@contoso.com do at contoso today")).toContain(
      "Did you mean ada@contoso.com",
    )
    const several = await ask("what did bo do at contoso today")
    expect(several).toContain("no record is stored")
    const { ask: askTwo } = await chat([
      record({ actor: { kind: "user", id: "ada@contoso.com" } }),
      record({ actor: { kind: "user", id: "ada@sales.contoso.com" } }),
    ])
    expect(await askTwo("what did ada do at contoso today")).toContain(
      "2 names at Contoso Ltd fit “ada”. Ask again with one",
    )
  })

  it("never finds another customer's person", async () => {
    const { ask } = await chat([record({ tenantId: FABRIKAM, actor: EVE })])

    const text = await ask("what did eve@fabrikam.com do today", IN_CONTOSO)

    expect(text).toContain("no record is stored")
    expect(text).not.toMatch(/did you mean|Set-Mailbox/i)
  })
})

describe("who set forwarding on", () => {
  it("tells who changed forwarding or a rule that forwards, and nothing else of the mailbox", async () => {
    const rule = { operation: "New-InboxRule", operationKey: "new-inboxrule" }
    const { ask } = await chat([
      record({ raw: rawOf({ Operation: "Set-Mailbox", ForwardingSmtpAddress: "smtp:x@evil.example" }) }),
      record({ raw: rawOf({ Operation: "New-InboxRule", MoveToFolder: "Archive" }), ...rule }),
    ])

    const text = await ask("who set forwarding on bob@contoso.com at contoso")

    expect(text).toContain("1 change, newest first.")
    expect(text).toContain("smtp:x@evil.example")
  })

  it("refuses a mailbox that can't be the customer's, without saying whose it is", async () => {
    const { ask } = await chat([record()], {
      domainsOf: (id) => (id === CONTOSO ? ["contoso.com"] : ["fabrikam.com"]),
    })

    const text = await ask("who set forwarding on eve@fabrikam.com", IN_CONTOSO)

    expect(text).toContain("can't be a mailbox of Contoso Ltd: its domain isn't one of theirs.")
    expect(text).not.toContain("Fabrikam GmbH")
  })
})

const rawOf = ({ Operation, ...parameters }: Readonly<Record<string, string>>) => ({
  Id: `7a000000-0000-4000-8000-${String(Object.keys(parameters).join("").length).padStart(12, "0")}`,
  CreationTime: new Date(NOW - 3_600_000).toISOString().slice(0, 19),
  RecordType: 1,
  Workload: "Exchange",
  Operation: Operation ?? "",
  ResultStatus: "True",
  UserType: 2,
  UserId: "ada@contoso.com",
  ObjectId: "bob@contoso.com",
  ClientIP: "192.0.2.7:4711",
  Parameters: Object.entries({ Identity: "bob@contoso.com", Mailbox: "bob@contoso.com", ...parameters }).map(
    ([Name, Value]) => ({ Name, Value }),
  ),
})

describe("sign-ins of somebody", () => {
  it("from outside leaves out the customer's own networks and countries", async () => {
    const customers = RESPONDING.customers.map((one) => ({
      ...one,
      countries: ["AT"],
      networks: ["198.51.100.0/24"],
    }))
    const country = (ip: string): string => (ip.startsWith("192.0.2.") ? "AT" : "NG")
    const records = ["192.0.2.7", "198.51.100.9", "203.0.113.5"].map((ip) => signIn({ ip }))
    const { ask } = await chat(records, { config: { ...RESPONDING, customers }, country })

    const text = await ask("sign-ins of ada from outside at contoso")

    expect(text).toContain("1 sign-in, newest first.")
    expect(text).toContain("203.0.113.5, Nigeria")
    expect(await ask("sign-ins of ada at contoso")).toContain("3 sign-ins, newest first.")
  })

  it("says that all count as outside where nothing tells what is inside", async () => {
    const { ask } = await chat([signIn()])

    expect(await ask("sign-ins of ada from outside at contoso")).toContain(
      "names no networks or countries of this customer, so every sign-in counts as from outside",
    )
  })
})

describe("same ip", () => {
  it("compares all customers for technicians, and none for a customer's channel", async () => {
    const { ask } = await chat([
      signIn({ ip: "203.0.113.5" }),
      signIn({ tenantId: FABRIKAM, actor: EVE, ip: "203.0.113.5" }),
    ])

    const text = await ask("same ip 203.0.113.5 anywhere")

    expect(text).toContain("2 records, newest first.")
    expect(text).toContain("Seen at Contoso Ltd, Fabrikam GmbH.")
    const refused = await ask("same ip 203.0.113.5 anywhere", IN_CONTOSO)
    expect(refused).toContain("Not in a customer's channel")
    expect(refused).not.toContain("eve@fabrikam.com")
  })

  it("claims no count of what wasn't counted", async () => {
    const { ask } = await chat(Array.from({ length: 30 }, () => signIn({ ip: "203.0.113.5" })))

    expect(await ask("same ip 203.0.113.5 anywhere")).toContain("at least 12 records, newest first.")
  })
})

describe("admin activity", () => {
  const graph = (path: string): JsonObject =>
    path.startsWith("/users/")
      ? { userPrincipalName: "Ada@contoso.com" }
      : { value: [{ principalId: "p-1" }] }

  it("tells what those did who hold the role now", async () => {
    const admin = exchange({}, graph)
    const eve = { kind: "user", id: "zoe@contoso.com" } as const
    const { ask } = await chat([record(), record({ actor: eve })], { admin, config: RESPONDING })

    const text = await ask("admin activity of global admins at contoso last week")
    const now = await ask("admin activity at contoso today")

    expect(text).toContain("no change is stored")
    expect(now).toContain("Global admins now: ada@contoso.com.")
    expect(now).toContain("1 change, newest first.")
  })

  it("says why when they can't be read", async () => {
    const { ask } = await chat([record()])

    expect(await ask("admin activity at contoso today")).toContain("allowed watching only")
  })
})
