/** Background life for a practice cloud that is being looked at: every now and then somebody, mostly Microsoft, does something. */
import { everydayRecords, type Random } from "./everyday.ts"
import { emit } from "./world/feed.ts"
import type { World } from "./world/types.ts"

/** One round of everyday life in every tenant, published like any other record. */
export function makeEveryday(world: World, random: Random = Math.random): void {
  for (const tenant of world.tenants) {
    for (const entry of everydayRecords(tenant, world.now(), random)) emit(world, tenant, entry)
  }
}

/** A round every `everyMs` milliseconds until the returned function is called; keeps no process alive. */
export function startEveryday(world: World, everyMs: number): () => void {
  const timer = setInterval(() => makeEveryday(world), everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
