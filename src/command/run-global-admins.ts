/** Who may do everything in a customer's tenant, asked of Microsoft Graph. Source: Graph v1.0 reference, unifiedRoleAssignment; Microsoft Entra built-in roles. */
import { z } from "zod"
import type { CustomerConfig } from "../config/config.ts"
import { MINUTE } from "../lib/time-units.ts"
import { AppError, CmdletError } from "../model/errors.ts"
import { GLOBAL_ADMINISTRATOR, type GlobalAdmins } from "../model/global-admins.ts"
import type { TenantId } from "../model/ids.ts"
import type { TenantAdmin } from "../ports/tenant-admin.ts"

const Assignments = z.object({ value: z.array(z.object({ principalId: z.string() })) })
const User = z.object({ userPrincipalName: z.string().nullish() })

export type AskGlobalAdmins = (customer: CustomerConfig) => Promise<GlobalAdmins | string>

const KEEP_MS = 10 * MINUTE
const TIMEOUT_MS = 5_000

/** A sentence when they can't be read. What was read is kept for ten minutes. */
export function globalAdminsReader(admin: TenantAdmin, now: () => number): AskGlobalAdmins {
  const known = new Map<TenantId, { readonly at: number; readonly admins: GlobalAdmins }>()
  return async (customer) => {
    const before = known.get(customer.id)
    if (before !== undefined && now() - before.at < KEEP_MS) return before.admins
    if (!customer.canRespond)
      return `${customer.displayName} allowed watching only, so its roles can't be read.`
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    try {
      const admins = await readAdmins(admin, customer.id, signal)
      known.set(customer.id, { at: now(), admins })
      return admins
    } catch (thrown) {
      if (thrown instanceof AppError) return thrown.advice
      if (thrown instanceof z.ZodError) return "Microsoft answered in a form that Watchpost doesn't know."
      if (signal.aborted) return "Microsoft didn't answer in time."
      throw thrown
    }
  }
}

async function readAdmins(admin: TenantAdmin, tenant: TenantId, signal: AbortSignal): Promise<GlobalAdmins> {
  const get = (path: string) => admin.request(tenant, { method: "GET", path }, signal)
  const filter = encodeURIComponent(`roleDefinitionId eq '${GLOBAL_ADMINISTRATOR}'`)
  const { value } = Assignments.parse(
    await get(`/roleManagement/directory/roleAssignments?$filter=${filter}`),
  )
  const ids = [...new Set(value.map(({ principalId }) => principalId))]
  const names = await Promise.all(
    ids.map(async (id) => {
      try {
        const user = await get(`/users/${encodeURIComponent(id)}?$select=userPrincipalName`)
        return User.parse(user).userPrincipalName?.toLowerCase()
      } catch (thrown) {
        if (thrown instanceof CmdletError && thrown.missing) return undefined
        throw thrown
      }
    }),
  )
  const people = names.filter((name) => name !== undefined)
  return { names: people, others: names.length - people.length }
}
