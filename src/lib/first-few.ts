/** How much of a long list is shown: counting a single one that is left takes the room in which it could stand. */

/** At most `most` of them, or all where just one would be left over. */
export const firstFew = <Item>(items: readonly Item[], most: number): readonly Item[] =>
  items.length <= most + 1 ? items : items.slice(0, most)
