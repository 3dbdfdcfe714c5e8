import { describe, expect, it } from "vitest"
import { tenantId } from "../../src/model/ids.ts"
import type { Tenant } from "../../src/model/tenant.ts"
import { createTenantBook } from "../../src/onboard/tenant-book.ts"
import type { Log } from "../../src/ports/log.ts"

const CONTOSO = tenantId("3f0c6a52-0b1d-4e6f-8a7b-91c2d3e4f501")
const FABRIKAM = tenantId("3f0c6a52-0b1d-4e6f-8a7b-91c2d3e4f502")
const customer = (id: typeof CONTOSO, name: string): Tenant => ({
  id,
  name,
  displayName: name,
  acceptedDomains: [`${name}.onmicrosoft.com`],
  timeZone: "UTC",
})
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }

describe("createTenantBook()", () => {
  it("adds the verified domains to the configured ones, each once", async () => {
    const directory = {
      domains: async () => ["contoso.onmicrosoft.com", "contoso.example"],
      user: async () => undefined,
    }
    const book = createTenantBook({ customers: [customer(CONTOSO, "contoso")], directory, log: silent })

    await book.refresh(new AbortController().signal)

    expect(book.get(CONTOSO)?.acceptedDomains).toEqual(["contoso.onmicrosoft.com", "contoso.example"])
  })

  it("keeps what it knew of a customer that can't be read, and reads the others", async () => {
    const directory = {
      domains: async (id: typeof CONTOSO) => {
        if (id === CONTOSO) throw new Error("no consent")
        return ["fabrikam.example"]
      },
      user: async () => undefined,
    }
    const customers = [customer(CONTOSO, "contoso"), customer(FABRIKAM, "fabrikam")]
    const book = createTenantBook({ customers, directory, log: silent })

    await book.refresh(new AbortController().signal)

    expect(book.get(CONTOSO)?.acceptedDomains).toEqual(["contoso.onmicrosoft.com"])
    expect(book.get(FABRIKAM)?.acceptedDomains).toContain("fabrikam.example")
  })
})

describe("refresh()", () => {
  it("reads all customers, a few at a time", async () => {
    const customers = Array.from({ length: 40 }, (_, index) =>
      customer(tenantId(`3f0c6a52-0b1d-4e6f-8a7b-91c2d3e4f5${String(index + 10)}`), `customer-${index}`),
    )
    let asking = 0
    let most = 0
    const directory = {
      domains: async (id: typeof CONTOSO) => {
        asking += 1
        most = Math.max(most, asking)
        await new Promise((done) => setImmediate(done))
        asking -= 1
        return [`${id}.example`]
      },
      user: async () => undefined,
    }
    const book = createTenantBook({ customers, directory, log: silent })

    await book.refresh(new AbortController().signal)

    expect(most).toBeLessThanOrEqual(8)
    expect(book.all().every((one) => one.acceptedDomains.includes(`${one.id}.example`))).toBe(true)
  })
})

describe("ensureDomains()", () => {
  const never = new AbortController().signal

  function bookThat(answers: (() => Promise<string[]>)[]) {
    const clock = { now: 0 }
    const asked: string[] = []
    const directory = {
      domains: (id: typeof CONTOSO) => {
        asked.push(id)
        return answers.shift()?.() ?? Promise.reject(new Error("asked too often"))
      },
      user: async () => undefined,
    }
    const customers = [customer(CONTOSO, "contoso"), customer(FABRIKAM, "fabrikam")]
    const book = createTenantBook({ customers, directory, log: silent, now: () => clock.now })
    return { book, asked, clock }
  }

  it("asks for one customer, once", async () => {
    const { book, asked } = bookThat([async () => ["contoso.example"]])

    await book.ensureDomains(CONTOSO, never)
    await book.ensureDomains(CONTOSO, never)

    expect(asked).toEqual([CONTOSO])
    expect(book.get(CONTOSO)?.acceptedDomains).toContain("contoso.example")
  })

  it("asks again 15 s after a failure, so that a cloud that comes back is known at once", async () => {
    const down = () => Promise.reject(new Error("down"))
    const { book, asked, clock } = bookThat([down, async () => ["contoso.example"]])

    await book.ensureDomains(CONTOSO, never)
    clock.now = 14_999
    await book.ensureDomains(CONTOSO, never)
    expect(asked).toHaveLength(1)
    clock.now = 15_000
    await book.ensureDomains(CONTOSO, never)

    expect(book.get(CONTOSO)?.acceptedDomains).toContain("contoso.example")
  })
})
