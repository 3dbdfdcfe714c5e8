/** Would anybody be left who can administer the tenant? Source: Microsoft Graph v1.0 reference, unifiedRoleAssignment, user. */

import { said, same, text } from "./cmdlet-rows.ts"
import { ASSIGNMENTS, ELIGIBLE, GLOBAL_ADMINISTRATOR, list, quoted } from "./directory-reads.ts"
import { orMissing, type Reach } from "./reach.ts"

/** More holders aren't looked up: a tenant with so many apps and disabled accounts in this role is for a person to look at. */
const MOST_LOOKED_UP = 20

/**
 * True when `member` may be the last one. Apps, groups and disabled accounts administer nothing by themselves, so they don't
 * count; who may activate the role does. An app's role is the last one only where nobody else has it.
 */
export async function isLastAdministrator(
  member: { readonly id: string; readonly isApp: boolean },
  reach: Reach,
): Promise<boolean> {
  const others = (await holdersOf(ASSIGNMENTS, reach)).filter((id) => !same(id, member.id))
  if (member.isApp && others.length > 0) return false
  if (await somePerson(others, reach)) return false
  const eligible = (await orMissing(holdersOf(ELIGIBLE, reach))) ?? []
  return !(await somePerson(
    eligible.filter((id) => !same(id, member.id) && !others.includes(id)),
    reach,
  ))
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
