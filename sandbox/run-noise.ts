/** Background life for a practice cloud that is being looked at: every now and then somebody, mostly Microsoft, does something. */
import { noiseRecords, type Random } from "./noise.ts"
import { emit } from "./world/feed.ts"
import type { World } from "./world/types.ts"

/** One round of noise in every tenant, published like any other record. */
export function makeNoise(world: World, random: Random = Math.random): void {
  for (const tenant of world.tenants) {
    for (const entry of noiseRecords(tenant, world.now(), random)) emit(world, tenant, entry)
  }
}

/** Makes noise every `everyMs` until the returned function is called; keeps no process alive. */
export function startNoise(world: World, everyMs: number): () => void {
  const timer = setInterval(() => makeNoise(world), everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
