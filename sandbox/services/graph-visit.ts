/** What every part of the practice Graph shares: who asks, refusals in Graph's form, filters and selections. */
import { randomUUID } from "node:crypto"
import type { PracticeCloud } from "../cloud.ts"
import type { PracticeCall, Reply } from "../router.ts"
import type { PracticeTenant, PracticeUser } from "../world/types.ts"
import type { AppTokenCheck } from "./tokens.ts"

export type Caller = Extract<AppTokenCheck, { ok: true }>
export type Visit = { readonly call: PracticeCall; readonly caller: Caller; readonly tenant: PracticeTenant }

export const refuse = (cloud: PracticeCloud, status: number, code: string, message: string): Reply => {
  const id = randomUUID()
  const date = new Date(cloud.world.now()).toISOString().slice(0, 19)
  const innerError = { date, "request-id": id, "client-request-id": id }
  return { status, headers: { "request-id": id }, body: { error: { code, message, innerError } } }
}

export const denied = (cloud: PracticeCloud): Reply =>
  refuse(cloud, 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")

export const select = (url: URL, row: Record<string, unknown>, fallback: readonly string[]): object => {
  const wanted =
    url.searchParams
      .get("$select")
      ?.split(",")
      .map((each) => each.trim()) ?? fallback
  return Object.fromEntries(Object.entries(row).filter(([name]) => wanted.includes(name)))
}

export const has = (caller: Caller, ...roles: readonly string[]): boolean =>
  roles.some((role) => caller.roles.includes(role))

export const findUser = (tenant: PracticeTenant, id: string): PracticeUser | undefined =>
  tenant.users.find((user) => user.objectId === id.toLowerCase() || user.upn === id.toLowerCase())

/** Privileged Authentication Administrator and Global Administrator may act on administrators. */
export const MAY_ACT_ON_ADMINS = [
  "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
  "62e90394-69f5-4237-9190-012177145e10",
]

/** Whoever holds a directory role is an administrator. */
const isAdmin = (tenant: PracticeTenant, user: PracticeUser): boolean =>
  tenant.roleAssignments.some(({ principalId }) => principalId === user.objectId)

export const mayTouch = (tenant: PracticeTenant, caller: Caller, user: PracticeUser): boolean =>
  !isAdmin(tenant, user) || caller.wids.some((each) => MAY_ACT_ON_ADMINS.includes(each))

/** Resource '…' does not exist. Source: Graph's refusal for an unknown object. */
export const notThere = (cloud: PracticeCloud, id: string): Reply =>
  refuse(
    cloud,
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  )

/** `$filter=name eq 'value'`, the only form that is asked for here; undefined without a filter. */
export function filterOf({ call }: Visit): { readonly name: string; readonly value: string } | undefined {
  const match = /^(\w+) eq '((?:[^']|'')*)'$/.exec(call.url.searchParams.get("$filter") ?? "")
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { name: match[1], value: match[2].replaceAll("''", "'") }
}

/** The rows that the filter leaves. A filter on another property would be a question nobody asks. */
export function filtered<Row extends object>(visit: Visit, rows: readonly Row[]): readonly Row[] {
  const filter = filterOf(visit)
  if (filter === undefined) return rows
  return rows.filter((row) =>
    Object.entries(row).some(([key, value]) => key === filter.name && value === filter.value),
  )
}

/** The body as an object. */
export const bodyOf = ({ call }: Visit): Readonly<Record<string, unknown>> => {
  const body = call.json()
  return typeof body === "object" && body !== null ? { ...body } : {}
}

export type GraphRoute = {
  readonly method: string
  readonly path: string
  readonly act: (visit: Visit) => Reply
}
