type Child = Node | string;

interface ElementOptions {
  class?: string;
  title?: string;
  attributes?: Readonly<Record<string, string>>;
  onClick?: () => void;
}

/** Makes an element whose content is text nodes and elements: nothing that an event holds is ever read as markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  options: ElementOptions = {},
  children: readonly Child[] = [],
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (options.class !== undefined) made.className = options.class;
  if (options.title !== undefined) made.title = options.title;
  for (const [name, value] of Object.entries(options.attributes ?? {})) made.setAttribute(name, value);
  if (options.onClick) made.addEventListener('click', options.onClick);
  made.append(...children);
  return made;
}

export function button(className: string, label: Child, onClick: () => void): HTMLButtonElement {
  return element('button', { class: className, attributes: { type: 'button' }, onClick }, [label]);
}

/** An element that stands in the page's own markup. */
export function pageElement<Type extends Element>(id: string, type: new () => Type): Type {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`The page has no ${type.name} with the id "${id}".`);
}
