/** Questions: those that people type in Teams, and those that are asked by themselves, answered from the same parts. */
import { openCountryDatabase } from "./adapters/geo/country-database.ts"
import { type Backtests, createBacktests } from "./backtests.ts"
import { createFileLinks, type FileLinks } from "./command/file-links.ts"
import { createOfferedFiles, type OfferedFiles } from "./command/offered-files.ts"
import { type CommandDeps, createCommandHandler } from "./command/run-command.ts"
import { createScheduledAsks } from "./command/run-scheduled.ts"
import { createEvidencePacks } from "./evidence-packs.ts"
import type { Ground } from "./ground.ts"
import { createReports } from "./make-report.ts"
import type { BotMessage, BotReply } from "./ports/bot.ts"
import type { Geo } from "./ports/geo.ts"
import { cardChannels } from "./route-cards.ts"

export type Answers = {
  readonly answer: (message: BotMessage) => Promise<BotReply>
  /** One round over the schedules that are due. */
  readonly askSchedules: (signal: AbortSignal) => Promise<void>
  /** The two ways in which people are given files. */
  readonly files: FileLinks
  readonly offers: OfferedFiles
  /** Who tries rules for them. */
  readonly backtests: Backtests
}

/** Countries are read into memory with the first question: 10 MB that a quiet process doesn't pay for. */
export function createAnswers(ground: Ground, wakeOutbox: () => void): Answers {
  const { config, store, outside, book, log, now } = ground
  const files = createFileLinks({ publicUrl: config.publicUrl, trail: store.trail, now })
  const offers = createOfferedFiles({ trail: store.trail, now })
  const backtests = createBacktests(ground)
  let geo: Geo | undefined
  const countries = async (): Promise<void> => {
    geo ??= await openCountryDatabase()
  }
  const deps: CommandDeps = {
    ...{ store, config, admin: outside.admin, files, wakeOutbox, now, log, backtest: backtests.run },
    ...(config.endpoints.fileHosts.length === 0 ? {} : { offers }),
    reportOf: createReports(ground),
    credentials: ground.credentials.known,
    teamIdOf: outside.teams.teamIdOf,
    cardsOf: (incident, links) => cardChannels(config, incident, links, now()),
    packOf: createEvidencePacks({ database: config.database, trail: store.trail, now }),
    country: (ip) => geo?.country(ip),
    domainsOf: (tenant) => book.get(tenant)?.acceptedDomains ?? [],
  }
  const answer = createCommandHandler(deps)
  return {
    answer: async (message) => {
      await countries()
      return answer(message)
    },
    askSchedules: createScheduledAsks(deps, countries),
    ...{ files, offers, backtests },
  }
}
