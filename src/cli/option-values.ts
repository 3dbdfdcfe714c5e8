/** What options take: text becomes a value, or a sentence says what it must be. */
import { InvalidArgumentError } from "commander"
import { isLevel, LEVELS, type Level } from "../model/level.ts"

export const level = (text: string): Level => {
  if (isLevel(text)) return text
  throw new InvalidArgumentError(`It must be one of ${LEVELS.join(", ")}.`)
}

export const port = (text: string): number => {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0 && value < 65_536) return value
  throw new InvalidArgumentError("It must be a port number, 0 to 65535.")
}

export const count = (text: string): number => {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new InvalidArgumentError("It must be a whole number above 0.")
}

const MOST_DAYS = 3_650

export const days = (text: string): number => {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0 && value <= MOST_DAYS) return value
  throw new InvalidArgumentError(`It must be a whole number of days, up to ${MOST_DAYS}.`)
}

/** For options that may be given again. */
export const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text]
