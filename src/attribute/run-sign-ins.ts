/** Successful sign-ins of a customer's administrators around a time, or why they can't be had. */
import type { AdminSignIn } from "../model/restore-evidence.ts"
import type { Tenant } from "../model/tenant.ts"
import type { RecordStore } from "../ports/record-store.ts"

export type SignInDeps = {
  readonly records: Pick<RecordStore, "find">
  /** Sign-in names of the customer's global administrators, lower case; a sentence when they can't be read. */
  readonly adminsOf: (tenant: Tenant["id"]) => Promise<readonly string[] | string>
}

/** More of them in twenty minutes are nobody's evidence. */
const MOST = 200

/** [from, to), milliseconds UTC. A sentence when nothing can be said. */
export async function administratorSignIns(
  { records, adminsOf }: SignInDeps,
  tenant: Tenant["id"],
  period: { readonly from: number; readonly to: number },
): Promise<readonly AdminSignIn[] | string> {
  const admins = await adminsOf(tenant)
  if (typeof admins === "string") return admins
  if (admins.length === 0) return []
  const found = await records.find(tenant, {
    actors: admins,
    operations: ["userloggedin"],
    kinds: ["signIns"],
    ...period,
    newestFirst: true,
    limit: MOST,
  })
  return found
    .filter(({ outcome }) => outcome !== "failed")
    .map(({ id, actor, happenedAt: at, ip }) => ({
      kind: "admin-sign-in",
      id,
      upn: actor.upn ?? actor.id,
      at,
      ...(ip === undefined ? {} : { ip }),
    }))
}
