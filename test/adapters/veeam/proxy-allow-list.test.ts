/** The allow-list in docs/veeam.md against what the collector really asks of every version, and what nobody may ask. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { addRestoreEvent, newestRestore, startRestore } from "../../../sandbox/stories/restore-session.ts"
import { startCollector } from "./collector-rig.ts"

const page = readFileSync(join(import.meta.dirname, "../../../docs/veeam.md"), "utf8")
const rules = [...page.matchAll(/^ {4}"~(.+?)"\s+1;$/gm)].map(([, pattern = ""]) => new RegExp(pattern))
const allowed = (request: string): boolean => rules.some((rule) => rule.test(request))

const restore = {
  tenant: "fabrikam",
  alias: "henrietta.moss",
  initiatedBy: "fabrikam.onmicrosoft.com",
  clientHost: "FABWS07",
} as const

/** Whatever a collector asks of one version, with the version's own ways around what it doesn't tell. */
async function requestsOf(version: "v8" | "v7" | "v6"): Promise<readonly string[]> {
  const rig = await startCollector({
    version,
    prepare: ({ organizations, restoreRoles }) => {
      // Two organizations of one name, so that sessions are asked whose they are.
      const [, second, third] = organizations
      for (const one of [second, third]) if (one) one.name = "Group"
      // A role whose objects have to be asked for.
      const [role] = restoreRoles
      if (role) role.roleType = "SpecificObjects"
    },
  })
  startRestore(rig.stage, restore)
  addRestoreEvent(rig.stage, restore, { type: "Save", item: "Fees", itemType: "IPM.Note" })
  addRestoreEvent(rig.stage, restore, { type: "Restore", item: "Whole mailbox", itemType: "Mailbox" })
  delete newestRestore(rig.stage, restore).events.at(-1)?.userId
  await rig.poll()
  await rig.follow()
  // A day later the list of the last day doesn't hold it any more: it is asked for by its id.
  rig.later(25 * 3_600_000)
  await rig.poll()
  await rig.poll()
  return rig.cloud.requests.map(({ method, target }) => `${method} ${target.replace(/^\/veeam/, "")}`)
}

describe("the allow-list of docs/veeam.md", () => {
  it("lets everything through that the collector asks for, and has no line that it doesn't need", async () => {
    const asked: string[] = []
    for (const version of ["v8", "v7", "v6"] as const) asked.push(...(await requestsOf(version)))

    expect(asked.length).toBeGreaterThan(30)
    expect(asked.filter((request) => !allowed(request))).toEqual([])
    expect(rules.length).toBeGreaterThan(10)
    expect(rules.filter((rule) => !asked.some((request) => rule.test(request))).map(String)).toEqual([])
  })

  it.each([
    "POST /v8/RestoreSessions/0c9f3f6e/Organization/Mailboxes/1/restore",
    "POST /v8/Organizations/0c9f3f6e/explore",
    "POST /v8/RestoreSessions/0c9f3f6e/Stop",
    "GET /v8/RestoreSessions/0c9f3f6e/Organization/Mailboxes",
    "GET /v8/RestoreSessions/0c9f3f6e/Organization/Mailboxes/1/Items",
    "PUT /v8/HistorySettings",
    "PUT /v8/AuditEmailSettings",
    "POST /v8/Organizations/0c9f3f6e/AuditItems/remove",
    "DELETE /v8/Organizations/0c9f3f6e",
    "POST /v8/RbacRoles",
    "POST /v8/RbacRoles/0c9f3f6e/operators",
    "DELETE /v8/RbacRoles/0c9f3f6e",
    "POST /v8/RbacRoles/0c9f3f6e/operators/remove",
    "GET /v8/RbacRoles/0c9f3f6e/operators/../../../Jobs",
    "GET /v8/Organizations/0c9f3f6e/Users/..%2f..%2f..%2fJobs",
    "GET /v8/RestoreSessions/../Jobs",
    "GET /v8/Jobs",
    "GET /v7/RestoreSessions/0c9f3f6e/Statistics",
    "POST /v8/token/logout",
    "POST /v8/token/AuthCode",
    "GET /v9/RestoreSessions?limit=1",
    "GET //v8/RestoreSessions?limit=1",
  ])("refuses %s", (request) => {
    expect(allowed(request)).toBe(false)
  })
})
