import { describe, expect, it } from "vitest"
import { CmdletError } from "../../src/model/errors.ts"
import type { JsonObject } from "../../src/model/json.ts"
import type { TenantAdmin } from "../../src/ports/tenant-admin.ts"
import { readApplication } from "../../src/respond/find-application.ts"
import { reachOf } from "../../src/respond/reach.ts"
import { TENANT_ID } from "../make/make-record.ts"

const APP = "22d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e02"
const PRINCIPAL = "11d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e01"
const REGISTRATION = "33d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e03"
const row = { id: PRINCIPAL, appId: APP, displayName: "Mail Sorter", accountEnabled: true }

/** Answers by the beginning of the path; everything else isn't there. */
const graph = (answers: Readonly<Record<string, JsonObject>>): TenantAdmin => ({
  invoke: async () => ({ rows: [], warnings: [] }),
  request: async (_tenant, { path }) => {
    const found = Object.entries(answers).find(([start]) => path.startsWith(start))?.[1]
    if (found === undefined) throw new CmdletError("It isn't there.", { missing: true })
    return found
  },
  granted: async () => ({ permissions: [], roles: [] }),
})

const read = (subject: Readonly<Record<string, string>>, answers: Readonly<Record<string, JsonObject>>) =>
  readApplication(subject, reachOf(graph(answers), TENANT_ID, AbortSignal.timeout(1_000)))

describe("readApplication()", () => {
  it("finds the service principal by the registration that a record of a secret names", async () => {
    const found = await read(
      { applicationId: REGISTRATION },
      {
        [`/applications/${REGISTRATION}`]: { appId: APP },
        [`/servicePrincipals?$filter=${encodeURIComponent(`appId eq '${APP}'`)}`]: { value: [row] },
      },
    )

    expect(found).toEqual({ id: PRINCIPAL, appId: APP, name: "Mail Sorter", enabled: true })
  })

  it("refuses when the registration is gone, instead of taking another app", async () => {
    await expect(read({ applicationId: REGISTRATION }, {})).rejects.toThrow(/doesn't name the app exactly/)
    await expect(read({ appName: "Mail Sorter" }, {})).rejects.toThrow(/doesn't name the app exactly/)
  })

  it("is undefined when the app isn't in the tenant any more", async () => {
    expect(await read({ appId: APP }, { "/servicePrincipals": { value: [] } })).toBeUndefined()
    expect(await read({ servicePrincipalId: PRINCIPAL }, {})).toBeUndefined()
  })
})
