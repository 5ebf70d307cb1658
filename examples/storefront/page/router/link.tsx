import type { AnchorHTMLAttributes, MouseEvent, ReactElement } from 'react';
import { navigate } from './router.js';

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  to: string;
}

/** A link within the shop: it opens in place, unless the visitor asks for a tab of its own. */
export function Link({ to, ...attributes }: LinkProps): ReactElement {
  const open = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
  };
  return <a href={to} onClick={open} {...attributes} />;
}
