/** As whom and where a schedule asks now: judged anew each time, by the configuration and the links of the moment. Pure. */
import type { Config } from "../config/config.ts"
import { customerChannels } from "../config/customer-channels.ts"
import type { LinkedChannel } from "../model/linked-channel.ts"
import type { NoticePlace } from "../model/notice.ts"
import type { Schedule } from "../model/schedule.ts"
import type { ScheduleCommand } from "./command.ts"
import { narrowScope, type Scope, scopeOf } from "./command-scope.ts"
import { parseWords, splitWords } from "./parse-line.ts"
import { mayBeScheduled } from "./parse-schedule.ts"

export type Asking = {
  readonly command: ScheduleCommand["ask"]
  readonly scope: Scope
  readonly to: NoticePlace
}

/** Why it can't be asked any more; without a place, nobody there may read even that. */
export type Ended = { readonly ended: string; readonly to?: NoticePlace }

/** As an `Asking` it may be asked now, of whom and for where; else why it ends. Nothing is asked by it. */
export function askingOf(
  schedule: Schedule,
  config: Config,
  links: readonly LinkedChannel[],
): Asking | Ended {
  const { asker, ask } = schedule
  const to = placeOf(schedule, config, links)
  if (to === undefined) return { ended: "Its place isn't the one any more in which it was set." }
  const place = scopeOf(asker, config, links)
  if (!place.allowed) return { ended: `${asker.name} may not ask here any more.`, to }
  const command = parseWords(splitWords(ask))
  if (command === undefined || !mayBeScheduled(command))
    return { ended: "I don't know that question any more. Please set it again in other words.", to }
  const scope = narrowScope(place, command.customer)
  return scope.allowed ? { command, scope, to } : { ended: scope.sentence, to }
}

/** Where it was set, as long as that is the same people's place. */
function placeOf(
  { asker, tenantId }: Schedule,
  config: Config,
  links: readonly LinkedChannel[],
): NoticePlace | undefined {
  const { conversationId, kind, objectId, name } = asker
  if (tenantId !== undefined) {
    const channel = customerChannels(config, tenantId, links).find(
      (one) => one.conversationId === conversationId,
    )
    return channel && { kind: "channel", channel }
  }
  if (kind === "personal") return { kind: "person", person: { objectId, name } }
  const { triageChannel } = config
  return triageChannel.conversationId === conversationId
    ? { kind: "channel", channel: triageChannel }
    : undefined
}
