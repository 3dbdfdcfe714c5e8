/** The name of an account after its deletion: Entra puts the object's id before it, so that the name is free again. */

const ID_BEFORE = /^[0-9a-f]{32}(?=[^@]+@)/i

/** `0b9c…d01ben@contoso.example` → `ben@contoso.example`, where the id is one of the object's own; else the name as it is. */
export function withoutDeletedId(name: string, ids: readonly string[]): string {
  const before = ID_BEFORE.exec(name)?.[0].toLowerCase()
  if (before === undefined) return name
  return ids.some((id) => id.replaceAll("-", "").toLowerCase() === before) ? name.slice(before.length) : name
}
