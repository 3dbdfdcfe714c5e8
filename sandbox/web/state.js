// What the page knows and what is chosen. One object; the parts of the page read it and draw themselves.

export const view = {
  people: [],
  channels: [],
  tenants: [],
  stories: [],
  botConnected: false,
  botName: "Watchpost",
  personId: undefined,
  channelId: undefined,
  threadId: undefined,
  tenantId: undefined,
  mailboxUpn: undefined,
  mentions: true,
  /** channel id → messages */
  messages: new Map(),
  /** channel id → how many came while another channel was open */
  unread: new Map(),
  /** story id → { step, state } */
  progress: new Map(),
  /** tenant id → what the control interface last said */
  worlds: new Map(),
}

export const person = () => view.people.find((one) => one.objectId === view.personId)
export const channel = () => view.channels.find((one) => one.id === view.channelId)
export const tenantName = (id) => view.tenants.find((one) => one.id === id)?.displayName ?? id

/** Technicians are members everywhere; a contact only of the own company's channel and the own chat; others of their chat. */
export function isMember(who, where) {
  if (!who || !where) return false
  if (where.kind === "personal") return where.personObjectId === who.objectId
  if (who.kind === "contact") return where.customerTenantId === who.tenantId
  return who.kind === "technician"
}

/** Channels that the list shows: everything but other people's personal chats. */
export const visibleChannels = () =>
  view.channels.filter((one) => one.kind !== "personal" || one.personObjectId === view.personId)

/** A personal chat is called after the other side, the bot. */
export const channelName = (one) => (one.kind === "personal" ? view.botName : one.name)
