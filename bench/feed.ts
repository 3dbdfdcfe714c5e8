/** Asking for a practice Activity API in a process of its own; `feed-process.ts` is that process. */
import { z } from "zod"
import { type Child, startChild } from "./child.ts"

export const FeedTask = z.object({
  tenants: z.number(),
  mailboxes: z.number(),
  records: z.number(),
  seed: z.number(),
  /** Milliseconds UTC. */
  now: z.number(),
  /** One more blob of this size for the first tenant; 0 for none. */
  bigBlobBytes: z.number(),
})
export type FeedTask = z.infer<typeof FeedTask>

export const FeedAddress = z.object({
  login: z.string(),
  manage: z.string(),
  publisherId: z.string(),
  appId: z.string(),
  secret: z.string(),
})
export type FeedAddress = z.infer<typeof FeedAddress>

export const startFeed = (task: FeedTask): Promise<Child<FeedAddress>> =>
  startChild("feed-process.ts", task, FeedAddress)
