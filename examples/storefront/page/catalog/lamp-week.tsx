import { useIgCustomEvents } from 'igevents/react';
import type { ReactElement } from 'react';
import { Link } from '../router/link.js';

/** A block as a marketing team brings it: it knows `window.igEvents` only, in the form that Intelligems documents. */
export function LampWeek(): ReactElement {
  useIgCustomEvents();
  const follow = (): void => {
    void window.igEvents?.push({ event: 'campaign_followed', properties: { campaign: 'lamp_week' } });
  };
  return (
    <p className="campaign" onClickCapture={follow}>
      <strong>Lamp week</strong> Beacon and Halo cost less until Sunday. <Link to="/category/light">See the lamps</Link>
    </p>
  );
}
