/** Which team Graph means by what Teams' messages call it. */
import { TeamsConnectorClient } from "botframework-connector"
import { z } from "zod"
import type { Caller } from "../../ports/bot.ts"
import type { Log } from "../../ports/log.ts"
import type { Call } from "./messenger.ts"

export type TeamIdOf = (where: Pick<Caller, "team" | "serviceUrl">) => Promise<string | undefined>

const TIMEOUT_MS = 5_000

/** Source: "Get Teams-specific context for your bot", details of a team. */
const Team = z.object({ aadGroupId: z.guid() })

/** Undefined in a chat, and where Teams doesn't tell. Never throws. */
export const createTeamIds =
  (call: Call, log: Log): TeamIdOf =>
  async ({ team, serviceUrl }) => {
    if (team === undefined) return undefined
    try {
      const answer = await call(serviceUrl, (client) =>
        new TeamsConnectorClient(client.credentials, { baseUri: serviceUrl }).teams.fetchTeamDetails(team, {
          abortSignal: AbortSignal.timeout(TIMEOUT_MS),
        }),
      )
      return Team.parse(answer).aadGroupId
    } catch {
      log.warn("Teams doesn't tell which team a channel belongs to; its messages can't be looked at")
      return undefined
    }
  }
