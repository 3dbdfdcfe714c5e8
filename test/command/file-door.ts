/** Links of our own to files, behind our HTTP server. */
import { onTestFinished } from "vitest"
import { startHttpServer } from "../../src/adapters/http/server.ts"
import type { createFileLinks } from "../../src/command/file-links.ts"

/** Serves them until the test ends; returns where. */
export async function openFileDoor({
  file,
}: Pick<ReturnType<typeof createFileLinks>, "file">): Promise<string> {
  const server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    maxBodyBytes: 1_000,
    routes: {
      messages: { requireBearer: true, handle: async () => undefined },
      healthz: async () => ({ ok: true, body: {} }),
      files: file,
    },
  })
  onTestFinished(() => server.close())
  return server.url
}
