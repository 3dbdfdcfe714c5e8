/** The practice Activity API as a process of its own, with tenants and blobs made for measuring. */
import { startPracticeCloud } from "../sandbox/server.ts"
import { createWorld, MONITOR_APP_ID } from "../sandbox/world/create-world.ts"
import { addBlob, createContentId } from "../sandbox/world/feed.ts"
import { createOutboundMail } from "../sandbox/world/outbound-mail.ts"
import { practiceGuid } from "../sandbox/world/practice-id.ts"
import type { PracticeTenant, World } from "../sandbox/world/types.ts"
import { answerTask } from "./child.ts"
import { type BenchTenant, makeTenants } from "./customers.ts"
import { type FeedAddress, FeedTask } from "./feed.ts"
import { generateBigBlob, generateFeed } from "./generate.ts"

const toPractice = (tenant: BenchTenant): PracticeTenant => ({
  id: tenant.id,
  name: tenant.name,
  displayName: tenant.name,
  initialDomain: `${tenant.name}.onmicrosoft.com`,
  domains: [tenant.domain],
  users: [],
  mailboxes: [],
  contacts: [],
  unifiedAuditEnabled: true,
  mailboxAuditDisabled: false,
  sharedSettings: false,
  blockedSenders: [],
  roleGroups: [],
  entraPremium: true,
  transportRules: [],
  outboundMail: createOutboundMail(),
  applications: [],
  oauthGrants: [],
  roleAssignments: [],
  consents: { [MONITOR_APP_ID]: ["ActivityFeed.Read"] },
  directoryRoles: {},
  servicePrincipals: { [MONITOR_APP_ID]: practiceGuid(`sp monitor ${tenant.name}`) },
  subscriptions: {},
  blobs: [],
  outgoing: [],
})

function fill(world: World, task: FeedTask): void {
  const tenants = makeTenants(task.tenants, task.mailboxes)
  world.tenants.splice(0, world.tenants.length, ...tenants.map(toPractice))
  const byId = new Map(world.tenants.map((tenant) => [tenant.id, tenant]))
  for (const blob of generateFeed(task, tenants).blobs) {
    const tenant = byId.get(blob.tenantId)
    const { contentType, contentId, createdAt } = blob
    const body = blob.bytes.toString("utf8")
    if (tenant !== undefined) addBlob(world, tenant, { contentType, contentId, createdAt, records: [], body })
  }
  const [first] = tenants
  const big = first && byId.get(first.id)
  if (first === undefined || big === undefined || task.bigBlobBytes === 0) return
  addBlob(world, big, {
    contentType: "Audit.Exchange",
    contentId: createContentId("Audit.Exchange", task.now),
    createdAt: task.now - 60_000,
    records: [],
    body: generateBigBlob(task.bigBlobBytes, task.seed, first, task.now).toString("utf8"),
  })
}

async function serve(task: FeedTask): Promise<FeedAddress> {
  const world = createWorld()
  fill(world, task)
  const cloud = await startPracticeCloud({ world })
  const app = world.apps.find((one) => one.appId === MONITOR_APP_ID)
  return {
    login: cloud.endpoints.login,
    manage: cloud.endpoints.manage,
    publisherId: world.mspTenantId,
    appId: MONITOR_APP_ID,
    secret: app?.secret ?? "",
  }
}

answerTask(FeedTask, serve)
