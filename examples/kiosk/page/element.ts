type Attribute = string | boolean | undefined | ((event: Event) => void);
type Child = Node | string | undefined;

/**
 * Builds an element; text becomes text nodes, so that no value can become markup.
 *
 * @param attributes text, a flag, or a listener under its event's name.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, Attribute> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (typeof value === 'string') made.setAttribute(name, value);
    else if (value) made.setAttribute(name, '');
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}
