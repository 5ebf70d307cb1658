/** One line of a list: what it is built of once, and how it follows its item. */
export interface Line<Item> {
  node: Element;
  show(item: Item): void;
}

/**
 * Shows items as children of `place`, in order. A line stays the same element as long as its item is there, so that an opened
 * detail stays open and the focus stays where it is.
 */
export function createKeyedList<Item>(
  place: Element,
  keyOf: (item: Item) => string,
  createLine: (item: Item) => Line<Item>,
): (items: readonly Item[]) => void {
  let lines = new Map<string, Line<Item>>();

  return (items) => {
    const kept = new Map<string, Line<Item>>();
    for (const item of items) {
      const key = keyOf(item);
      const line = kept.get(key) ?? lines.get(key) ?? createLine(item);
      kept.set(key, line);
      line.show(item);
    }
    for (const [key, { node }] of lines) if (!kept.has(key)) node.remove();
    let before: Element | null = place.firstElementChild;
    for (const { node } of kept.values()) {
      if (node === before) before = before.nextElementSibling;
      else place.insertBefore(node, before);
    }
    lines = kept;
  };
}
