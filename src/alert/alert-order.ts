/** Which of several alerts speaks for all of them. Pure. */
import { type Alert, isMicrosofts } from "../model/alert.ts"
import { compareLevels } from "../model/level.ts"

/** By time, then by id, so that the same alerts always stand in the same order. */
export const oldestFirst = (a: Alert, b: Alert): number =>
  a.happenedAt - b.happenedAt || (a.id < b.id ? -1 : Number(a.id > b.id))

/**
 * The most severe, and among equals the newest; Microsoft's own only when there is no other, because no fix is about it, and
 * what was there before only when nobody knows more of it.
 */
export function moreImportant(a: Alert, b: Alert): Alert {
  if (a.wasThere !== b.wasThere) return a.wasThere ? b : a
  if (isMicrosofts(a) !== isMicrosofts(b)) return isMicrosofts(a) ? b : a
  const byLevel = compareLevels(b.level, a.level)
  return byLevel > 0 || (byLevel === 0 && oldestFirst(a, b) <= 0) ? b : a
}
