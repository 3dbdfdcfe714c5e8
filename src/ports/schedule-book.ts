/** Questions that are asked by themselves. One that ended is no row any more: the trail tells of it. */
import type { Notice } from "../model/notice.ts"
import type { LastAsk, NewSchedule, Schedule, ScheduleId } from "../model/schedule.ts"
import type { TrailNote } from "../model/trail-entry.ts"

export interface ScheduleBook {
  /**
   * One transaction with its trail entry. Teams repeats what it sends: the same question of the same person at the same time
   * in the same place is answered with the one that is there (`created` false), and nothing is written. "full" when
   * MOST_SCHEDULES stand there.
   */
  add(
    schedule: NewSchedule,
    note: TrailNote,
  ): Promise<{ readonly schedule: Schedule; readonly created: boolean } | "full">
  /** Those of one channel or chat, oldest first. */
  here(conversationId: string): Promise<readonly Schedule[]>
  /** Those whose time has come, and those that a clock set which was ahead; soonest first. */
  due(now: number): Promise<readonly Schedule[]>
  /**
   * One transaction: what came of it, when it is asked next, the message that is owed, and the trail. False when it doesn't
   * stand any more: then nothing is written, and nothing is owed.
   */
  asked(
    id: ScheduleId,
    last: LastAsk,
    next: { readonly nextAt: number; readonly note: TrailNote; readonly notice?: Notice },
  ): Promise<boolean>
  /** It was set or asked by a clock that was ahead: from `now` on it is asked at `nextAt`. */
  putRight(id: ScheduleId, nextAt: number, now: number): Promise<void>
  /** One transaction with the trail, and with the word about it. False when it ended before. */
  end(id: ScheduleId, note: TrailNote, notice?: Notice): Promise<boolean>
}
