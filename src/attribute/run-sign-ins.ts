/** Successful sign-ins around a time, of a customer's administrators and of whom the backup server names; or why some can't be had. */
import type { GlobalAdmins } from "../model/global-admins.ts"
import type { Period } from "../model/period.ts"
import type { AdminSignIn } from "../model/restore-evidence.ts"
import type { Tenant } from "../model/tenant.ts"
import type { RecordStore } from "../ports/record-store.ts"

export type SignInDeps = {
  readonly records: Pick<RecordStore, "find">
  /** A sentence where they can't be read. */
  readonly adminsOf: (tenant: Tenant["id"]) => Promise<GlobalAdmins | string>
}

export type SignIns = {
  readonly signIns: readonly AdminSignIn[]
  /** Why administrators' ones are missing, one sentence. */
  readonly missing?: string
  /** True when everybody who administers was looked for. */
  readonly ofAll: boolean
}

/** More of them in twenty minutes are nobody's evidence. */
const MOST = 200

/** [from, to), milliseconds UTC. `also`: sign-in names, lower case. */
export async function signInsAround(
  { records, adminsOf }: SignInDeps,
  tenant: Tenant["id"],
  { also, ...period }: Period & { readonly also: readonly string[] },
): Promise<SignIns> {
  const admins = await adminsOf(tenant)
  const known =
    typeof admins === "string" ? { missing: admins, ofAll: false } : { ofAll: admins.others === 0 }
  const actors = [...new Set([...(typeof admins === "string" ? [] : admins.names), ...also])]
  if (actors.length === 0) return { signIns: [], ...known }
  const found = await records.find(tenant, {
    actors,
    operations: ["userloggedin"],
    kinds: ["signIns"],
    ...period,
    newestFirst: true,
    limit: MOST,
  })
  const signIns = found
    .filter(({ outcome }) => outcome !== "failed")
    .map(({ id, actor, happenedAt: at, ip }) => ({
      kind: "admin-sign-in" as const,
      id,
      upn: actor.upn ?? actor.id,
      at,
      ...(ip === undefined ? {} : { ip }),
    }))
  return { signIns, ...known }
}
