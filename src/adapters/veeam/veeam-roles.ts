/**
 * Who may restore in the Restore Portal: an organization's roles with their operators and what they may restore.
 * Source: Veeam Backup for Microsoft 365 REST API references, versions 6 to 8, "Restore operator roles".
 */
import { z } from "zod"
import type { RestoreRole } from "../../ports/backup-server.ts"
import { optional, part, type Where } from "./veeam-pages.ts"

const text = z.string().nullish()

const Role = z.object({ id: z.string().min(1), name: text, roleType: text })

/** Each costs three requests. */
const MOST_ROLES = 1_000

const Named = z.object({ name: text, displayName: text, url: text, title: text }).nullish()
/** An operator is a user or a group; what a role is about may also be a site or a team. */
const Item = z.object({ type: z.string(), user: Named, group: Named, site: Named, team: Named })

export async function readRestoreRoles(
  where: Where,
  organizationId: string,
  signal: AbortSignal,
): Promise<readonly RestoreRole[] | undefined> {
  const body = await optional(where, `Organizations/${part(organizationId)}/RbacRoles`, signal)
  const parsed = z.array(Role).max(MOST_ROLES).safeParse(body)
  if (!parsed.success) return undefined
  const roles: RestoreRole[] = []
  for (const role of parsed.data) {
    const read = await readRole(where, role, signal)
    // A role without its operators would look like one that lost them.
    if (read === undefined) return undefined
    roles.push(read)
  }
  return roles.sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function readRole(
  where: Where,
  { id, name, roleType }: z.infer<typeof Role>,
  signal: AbortSignal,
): Promise<RestoreRole | undefined> {
  const namesOf = async (list: string): Promise<readonly string[] | undefined> => {
    const items = z.array(Item).safeParse(await optional(where, `RbacRoles/${part(id)}/${list}`, signal))
    return items.success ? [...new Set(items.data.map(nameOf))].sort() : undefined
  }
  const everything = roleType === "EntireOrganization"
  const operators = await namesOf("operators")
  const items = everything ? [] : await namesOf("selectedItems")
  const excluded = await namesOf("excludedItems")
  return operators && items && excluded && { name: name || id, operators, everything, items, excluded }
}

function nameOf({ type, user, group, site, team }: z.infer<typeof Item>): string {
  const named = user ?? group ?? site ?? team
  const name = named?.name || named?.url || named?.displayName || named?.title || "unnamed"
  return type === "User" ? name.toLowerCase() : `${type.toLowerCase()} ${name}`
}
