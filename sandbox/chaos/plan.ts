/**
 * What a chaos run will do, decided before it starts: for every life of the product, what is offered, what goes wrong,
 * whether somebody presses a button, and how the life ends. Pure: the same seed gives the same plan.
 */
import type { Random } from "../everyday-scene.ts"
import { between, oneOf, seededRandom } from "./seeded.ts"

/**
 * How a life ends: at any moment, while still starting, or aimed: right after a blob was answered, after its records
 * were committed and before what follows from them was, right after Teams took a new card, right after Exchange took
 * the call of a fix.
 */
export const AIMS = ["any", "starting", "fetched", "between", "posted", "fixing"] as const
export type Aim = (typeof AIMS)[number]

/**
 * How an attack's record reaches the feed: once; twice in its blob; in two blobs; long after it happened; in a blob that
 * is registered behind listings which are over.
 */
export const WAYS = ["once", "twice-in-a-blob", "in-two-blobs", "late", "behind"] as const
export type Way = (typeof WAYS)[number]

export const ATTACKS = ["forwarding", "inbox-rule", "full-access"] as const
export type AttackKind = (typeof ATTACKS)[number]

/** `afterMs` counts from the moment the product was started. */
export type PlannedAttack = { readonly afterMs: number; readonly kind: AttackKind; readonly way: Way }
export type PlannedEveryday = {
  readonly afterMs: number
  readonly records: number
  readonly isBehind: boolean
}

export type Life = {
  readonly aim: Aim
  /** For aimed kills: after what was aimed at. For others: after the product listens (or was started). */
  readonly killAfterMs: number
  readonly attacks: readonly PlannedAttack[]
  readonly everyday: readonly PlannedEveryday[]
  /** Whether a technician presses a fix; a life that dies during one always has a press. */
  readonly press: boolean
}

/** Of twenty lives, how many end how. */
const AIM_SHARES: readonly Aim[] = [
  ...Array<Aim>(6).fill("any"),
  ...Array<Aim>(2).fill("starting"),
  ...Array<Aim>(3).fill("fetched"),
  ...Array<Aim>(3).fill("between"),
  ...Array<Aim>(3).fill("posted"),
  ...Array<Aim>(3).fill("fixing"),
]

const killAfter = (aim: Aim, random: Random): number => {
  switch (aim) {
    case "any":
      return between(random, 0, 1_500)
    case "starting":
      return between(random, 50, 1_500)
    case "fetched":
    case "between":
    case "posted":
    case "fixing":
      return between(random, 0, 40)
  }
}

function planLife(random: Random): Life {
  const aim = oneOf(random, AIM_SHARES)
  const attack = (): PlannedAttack => ({
    afterMs: between(random, 0, 1_500),
    kind: oneOf(random, ATTACKS),
    way: oneOf(random, WAYS),
  })
  const everyday = (): PlannedEveryday => ({
    afterMs: between(random, 0, 2_500),
    records: between(random, 0, 40),
    isBehind: random() < 0.2,
  })
  return {
    aim,
    killAfterMs: killAfter(aim, random),
    attacks: aim === "posted" || aim === "between" || random() < 0.5 ? [attack()] : [],
    everyday: Array.from({ length: between(random, 1, 3) }, everyday),
    press: aim === "fixing" || random() < 0.3,
  }
}

/** One life a kill. The first one has an attack, so that there is something to press. */
export function planLives(kills: number, seed: number): readonly Life[] {
  const random = seededRandom(seed, "lives")
  const [first, ...others] = Array.from({ length: kills }, () => planLife(random))
  if (first === undefined) return []
  const opening: PlannedAttack = { afterMs: 0, kind: "forwarding", way: "once" }
  return [{ ...first, aim: "any", killAfterMs: 2_000, attacks: [opening], press: true }, ...others]
}
