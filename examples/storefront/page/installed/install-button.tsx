import { type ReactElement, useEffect } from 'react';
import { useShopEvents } from '../events/use-shop-events.js';
import { useInstall } from './install-offer.js';

export function InstallButton(): ReactElement | undefined {
  const events = useShopEvents();
  const install = useInstall();
  useEffect(() => {
    window.addEventListener('appinstalled', events.installed);
    return () => window.removeEventListener('appinstalled', events.installed);
  }, [events]);
  if (!install) return undefined;
  const ask = async (): Promise<void> => {
    events.installOffered();
    events.installAnswered(await install());
  };
  return (
    <button className="install" type="button" data-testid="install" onClick={() => void ask()}>
      Install
    </button>
  );
}
