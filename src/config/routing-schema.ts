/** The grammar of who is told, where and when: routes, escalation, quiet hours. */
import { z } from "zod"
import { SUBJECT_KINDS } from "../model/act.ts"
import { LEVELS } from "../model/level.ts"
import { Channel, guid, line, list, section, shortName, url, whole, yesNo } from "./schema-parts.ts"

const level = z.enum(LEVELS, { error: `one of ${LEVELS.join(", ")}` })

export const NamedChannel = Channel.extend({ name: shortName })

export const RouteFile = section({
  customers: list(line("a customer's short name")).optional(),
  levels: list(level).optional(),
  categories: list(z.enum(SUBJECT_KINDS, { error: `one of ${SUBJECT_KINDS.join(", ")}` })).optional(),
  to: list(line("triage, customer or the name of a channel")).min(1, {
    error: "a list of at least one of triage, customer and the channels' names",
  }),
})

/** Minutes; a step that is left out is never taken. */
const Steps = section({
  mention: whole(1, 10_080).optional(),
  message: whole(1, 10_080).optional(),
  webhook: whole(1, 10_080).optional(),
})

export const EscalationFile = section({
  onCall: list(guid).default([]),
  webhook: url.optional(),
  undelivered: whole(1, 1_440).optional(),
  critical: Steps.default({ mention: 5, message: 10, webhook: 15 }),
  high: Steps.default({ mention: 15, message: 30, webhook: 60 }),
  medium: Steps.default({}),
  low: Steps.default({}),
})

const clock = "a time of day like 18:00"
export const TimeOfDay = z
  .string({ error: clock })
  .regex(/^(?:[01]?\d|2[0-3]):[0-5]\d$/, { error: clock })
  .transform((text) => {
    const [hour = 0, minute = 0] = text.split(":").map(Number)
    return hour * 60 + minute
  })

export const QuietHoursFile = section({
  from: TimeOfDay,
  to: TimeOfDay,
  weekend: yesNo.default(false),
  levels: list(z.enum(["low", "medium"], { error: "one of low, medium" })).default(["low"]),
})
