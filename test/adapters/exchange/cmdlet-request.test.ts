import { afterEach, describe, expect, it } from "vitest"
import { CONTOSO, closer, connect, never } from "./exchange-rig.ts"

afterEach(() => closer.closeAll())

describe("requestUrl()", () => {
  it("asks for the wanted properties alone, and follows the pages as they are given", async () => {
    const urls: string[] = []
    const { admin } = await connect((request, count, base) => {
      urls.push(request.url)
      return count === 1
        ? { body: { value: [{ Alias: "a" }], "@odata.nextLink": `${base}/next?$skiptoken=1` } }
        : { body: { value: [{ Alias: "b" }] } }
    })
    const call = { cmdlet: "Get-Mailbox", parameters: { ResultSize: "Unlimited" }, select: ["Alias", "Guid"] }

    const { rows } = await admin.invoke(CONTOSO, call, undefined, never)

    expect(urls).toEqual([`/adminapi/beta/${CONTOSO}/InvokeCommand?$select=Alias,Guid`, "/next?$skiptoken=1"])
    expect(rows).toEqual([{ Alias: "a" }, { Alias: "b" }])
  })
})
