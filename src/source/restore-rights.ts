/** Who may restore what in the Restore Portal, from an organization's roles: what changed, and who could at a time. Pure. */
import { andMore } from "../lib/list-text.ts"
import type { BackupChange } from "../model/backup-change.ts"
import type { RestoreRole } from "../ports/backup-server.ts"

/** What one role lets one operator do. */
type Right = Omit<RestoreRole, "operators"> & { readonly who: string }

export type RightsChange = Required<Pick<BackupChange, "before" | "after" | "worse" | "operators">>

/** Undefined when everybody may restore what they could before; how a role is called is nobody's right. */
export function rightsChange(
  before: readonly RestoreRole[],
  after: readonly RestoreRole[],
): RightsChange | undefined {
  const [had, has] = [before.flatMap(rightsOf), after.flatMap(rightsOf)]
  const lost = had.filter((one) => !has.some((other) => covers(other, one)))
  const won = has.filter((one) => !had.some((other) => covers(other, one)))
  if (lost.length + won.length === 0) return undefined
  const concerned = new Set([...lost, ...won].map(({ who }) => who))
  const told = (rights: readonly Right[]): string => textOf(rights.filter(({ who }) => concerned.has(who)))
  return {
    before: told(had),
    after: told(has),
    worse: won.length > 0,
    operators: {
      added: newIn(won, had),
      removed: newIn(lost, has),
      everything: won.some(
        ({ who, everything }) => everything && !had.some((old) => old.who === who && old.everything),
      ),
    },
  }
}

/**
 * Who could restore at some moment of [from, to], milliseconds UTC: the operators of `roles` as `changes` make them then.
 * Somebody who was removed right after a restore still counts.
 */
export function operatorsDuring(
  roles: readonly RestoreRole[],
  changes: readonly BackupChange[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly string[] {
  const people = new Set(roles.flatMap(({ operators }) => operators))
  // Back from the newest: whoever came later wasn't there, whoever went later was.
  for (const { operators, since, foundAt } of changes.toSorted((a, b) => b.foundAt - a.foundAt)) {
    if (since > to) for (const who of operators?.added ?? []) people.delete(who)
    if (foundAt > from) for (const who of operators?.removed ?? []) people.add(who)
  }
  return [...people].sort()
}

const rightsOf = ({ operators, ...role }: RestoreRole): readonly Right[] =>
  operators.map((who) => ({ ...role, who }))

/** Whether `wide` lets the same person restore all that `narrow` does. */
function covers(wide: Right, narrow: Right): boolean {
  const leavesOutNoMore = wide.excluded.every((item) => narrow.excluded.includes(item))
  const hasAll = narrow.everything ? wide.everything : narrow.items.every((item) => wide.items.includes(item))
  return wide.who === narrow.who && leavesOutNoMore && (wide.everything || hasAll)
}

const newIn = (rights: readonly Right[], others: readonly Right[]): readonly string[] => {
  const known = new Set(others.map(({ who }) => who))
  return [...new Set(rights.map(({ who }) => who))].filter((who) => !known.has(who))
}

const MOST_NAMES = 10

const textOf = (rights: readonly Right[]): string =>
  listText(
    rights.map(({ who, name, everything, items, excluded }) => {
      const but = excluded.length === 0 ? "" : ` except ${listText(excluded, ", ")}`
      return `${who} may restore ${everything ? "everything" : listText(items, ", ")}${but} (role ${name})`
    }),
    "; ",
  )

const listText = (names: readonly string[], between: string): string =>
  names.length === 0 ? "nothing" : andMore(names.slice(0, MOST_NAMES), names.length, between)
