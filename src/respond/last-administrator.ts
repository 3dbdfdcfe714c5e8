/** Would anybody be left who can administer the tenant? Source: Microsoft Graph v1.0 reference, unifiedRoleAssignment, user. */

import { GLOBAL_ADMINISTRATOR } from "../model/global-admins.ts"
import type { Snapshot } from "./action-contract.ts"
import { said, same, text } from "./cmdlet-rows.ts"
import { ASSIGNMENTS, ELIGIBLE, list, quoted } from "./directory-reads.ts"
import { orMissing, orRefused, type Reach } from "./reach.ts"

/** More holders aren't looked up: a tenant with so many apps and disabled accounts in this role is for a person to look at. */
const MOST_LOOKED_UP = 20

/** For what would take the last one away, as the fix read it. */
export const lastAdministratorGuard = (before: Snapshot): string | undefined =>
  before.lastHolder === true
    ? "This may be the tenant's last Global Administrator: no other person's account that is enabled holds the role itself, and without one nobody can administer the tenant. Give it to somebody first."
    : undefined

/**
 * True when `member` may be the last one. Apps, groups and disabled accounts administer nothing by themselves, so they don't
 * count; who may activate the role does. An app's role is the last one only where nobody else has it.
 */
export async function isLastAdministrator(
  member: { readonly id: string; readonly isApp: boolean },
  reach: Reach,
): Promise<boolean> {
  const isOther = (id: string): boolean => !same(id, member.id)
  const holders = await holdersOf(ASSIGNMENTS, reach)
  const others = holders.filter(isOther)
  if (member.isApp && others.length > 0) return false
  if (await somePerson(others, reach)) return false
  const eligible = (await orRefused(orMissing(holdersOf(ELIGIBLE, reach)))) ?? []
  if ([...holders, ...eligible].every(isOther)) return false
  return !(await somePerson(eligible.filter(isOther), reach))
}

async function holdersOf(place: string, reach: Reach): Promise<readonly string[]> {
  const rows = await list(reach, place, `roleDefinitionId eq ${quoted(GLOBAL_ADMINISTRATOR)}`)
  return [...new Set(rows.flatMap((row) => text(row, "principalId") ?? []))]
}

async function somePerson(ids: readonly string[], reach: Reach): Promise<boolean> {
  for (const id of ids.slice(0, MOST_LOOKED_UP)) {
    const user = await orMissing(reach.get(`/users/${encodeURIComponent(id)}?$select=id,accountEnabled`))
    if (user !== undefined && said(user, "accountEnabled") !== false) return true
  }
  return false
}
