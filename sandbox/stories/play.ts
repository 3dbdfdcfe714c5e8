/** Plays a story: each step is announced as a change of the world, then really done in it. */
import { setTimeout as wait } from "node:timers/promises"
import { STORIES } from "./catalogue.ts"
import type { Stage } from "./story.ts"

export type PlayOptions = {
  /** Wait before each step but the first, milliseconds. Default 0. */
  readonly pauseMs?: number | undefined
}

/** Ends when the last step is done. Throws for an unknown id, or what a step threw after announcing "failed". */
export async function playStory(cloud: Stage, id: string, options: PlayOptions = {}): Promise<void> {
  const story = STORIES.find((one) => one.id === id)
  if (story === undefined) throw new Error(`There is no story "${id}".`)
  let step = story.title
  try {
    for (const [index, { says, act }] of story.steps.entries()) {
      if (index > 0 && options.pauseMs) await wait(options.pauseMs)
      step = says
      cloud.world.changed({ kind: "story", id, step, state: "playing" })
      await act(cloud)
    }
    cloud.world.changed({ kind: "story", id, step, state: "done" })
  } catch (error) {
    cloud.world.changed({ kind: "story", id, step, state: "failed" })
    throw error
  }
}
