/**
 * Where files of personal chats go: each person's OneDrive, as far as a bot meets it. The address of an upload is known to
 * nobody else, and takes one file.
 * Source: Teams, "Send and receive files through a bot"; Microsoft Graph, "Upload large files with an upload session".
 */
import { randomUUID } from "node:crypto"
import type { PracticeCloud } from "../cloud.ts"
import type { Handler, Route } from "../router.ts"

type Stored = { readonly name: string; bytes: Uint8Array | undefined }

const drives = new WeakMap<PracticeCloud, Map<string, Stored>>()

const driveOf = (cloud: PracticeCloud): Map<string, Stored> => {
  const drive = drives.get(cloud) ?? new Map<string, Stored>()
  drives.set(cloud, drive)
  return drive
}

/** What Teams tells a bot whose file was allowed. */
export function placeForFile(cloud: PracticeCloud, name: string) {
  const id = randomUUID()
  driveOf(cloud).set(id, { name, bytes: undefined })
  return {
    name,
    uploadUrl: `${cloud.url}/onedrive/upload/${id}?tempauth=${randomUUID()}`,
    contentUrl: `${cloud.url}/onedrive/files/${id}/${encodeURIComponent(name)}`,
    uniqueId: id,
    fileType: name.split(".").at(-1) ?? "",
  }
}

const take =
  (cloud: PracticeCloud): Handler =>
  ({ params, body, request }) => {
    const stored = driveOf(cloud).get(params.id ?? "")
    if (stored === undefined || stored.bytes !== undefined) return { status: 404 }
    const range = `bytes 0-${body.length - 1}/${body.length}`
    if (request.headers["content-range"] !== range) return { status: 416 }
    stored.bytes = body
    return { status: 201, body: { id: params.id, name: stored.name, size: body.length } }
  }

const show =
  (cloud: PracticeCloud): Handler =>
  ({ params }) => {
    const stored = driveOf(cloud).get(params.id ?? "")
    if (stored?.bytes === undefined) return { status: 404 }
    const name = encodeURIComponent(stored.name)
    return {
      status: 200,
      headers: {
        "content-type": "application/octet-stream",
        "content-disposition": `attachment; filename="${name}"`,
      },
      body: stored.bytes,
    }
  }

export const oneDriveRoutes = (cloud: PracticeCloud): Route[] => [
  { method: "PUT", path: "/onedrive/upload/:id", handler: take(cloud) },
  { method: "GET", path: "/onedrive/files/:id/:name", handler: show(cloud) },
]
