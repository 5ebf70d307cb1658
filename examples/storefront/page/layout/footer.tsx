import type { ReactElement } from 'react';
import { freeShipping, joinOtherGroup, useFreeShippingGroup } from '../experiment/free-shipping.js';
import { Link } from '../router/link.js';

export function Footer(): ReactElement {
  const group = useFreeShippingGroup();
  return (
    <footer>
      <p>
        Oddment is a made-up shop. It shows what igevents does with the events of a real one. <Link to="/account">Privacy</Link>
      </p>
      <p data-testid="test-group">
        Experience “{freeShipping.name}”, your group: {group.name.toLowerCase()}.{' '}
        <button className="link" type="button" onClick={joinOtherGroup}>
          Join the other group
        </button>
      </p>
    </footer>
  );
}
