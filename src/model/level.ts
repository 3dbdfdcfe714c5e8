/** Sigma's five levels, lowest first. They are the only severity words in the product. */
export const LEVELS = ["informational", "low", "medium", "high", "critical"] as const
export type Level = (typeof LEVELS)[number]

/** Negative when `a` is lower than `b`, zero when equal. */
export const compareLevels = (a: Level, b: Level): number => LEVELS.indexOf(a) - LEVELS.indexOf(b)

export const isLevel = (text: string): text is Level => (LEVELS as readonly string[]).includes(text)

/** The level `steps` above (or below, when negative), kept inside the scale. */
export function shiftLevel(level: Level, steps: number): Level {
  const index = Math.min(LEVELS.length - 1, Math.max(0, LEVELS.indexOf(level) + steps))
  return LEVELS[index] ?? level
}
