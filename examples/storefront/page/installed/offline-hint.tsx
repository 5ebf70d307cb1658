import type { ReactElement } from 'react';
import { useOnline } from './use-online.js';

export function OfflineHint(): ReactElement | undefined {
  if (useOnline()) return undefined;
  return (
    <p className="offline-hint" role="status" data-testid="offline-hint">
      <strong>You are offline.</strong> Look around, search and fill your cart: the shop is on this device.
    </p>
  );
}
