/** The world's changes as server-sent events. */
import type { PracticeCall } from "../router.ts"
import type { World } from "../world/types.ts"

/** Short enough that a proxy or a sleeping browser notices a dead connection. */
const HEARTBEAT_MS = 15_000

/** Answers with a stream that lasts until the reader goes away. */
export function eventStream(world: World, { request, response }: PracticeCall): "streaming" {
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  })
  response.write("retry: 1000\n\n")
  const stop = world.onChange((change) => response.write(`data: ${JSON.stringify(change)}\n\n`))
  const heartbeat = setInterval(() => response.write(": still here\n\n"), HEARTBEAT_MS)
  heartbeat.unref()
  request.once("close", () => {
    clearInterval(heartbeat)
    stop()
  })
  return "streaming"
}
