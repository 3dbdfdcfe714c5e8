/** Lists in events: what is asked of a field is asked of each element. */

/** Lists inside lists are looked through as well; without recursion, because events may nest deeper than the stack. */
export function anyElement(value: unknown, test: (element: unknown) => boolean): boolean {
  if (!Array.isArray(value)) return test(value)
  const open: (readonly unknown[])[] = [value]
  for (let list = open.pop(); list !== undefined; list = open.pop()) {
    for (const element of list) {
      if (Array.isArray(element)) open.push(element)
      else if (test(element)) return true
    }
  }
  return false
}
