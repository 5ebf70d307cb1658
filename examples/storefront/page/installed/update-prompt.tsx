import { type ReactElement, useState } from 'react';
import { useUpdate } from './start-service-worker.js';

/** The visitor says when: a page that is being read is not reloaded under their eyes. */
export function UpdatePrompt(): ReactElement | undefined {
  const update = useUpdate();
  const [isAccepted, setAccepted] = useState(false);
  if (!update) return undefined;
  const accept = async (): Promise<void> => {
    setAccepted(true);
    await update.accept();
    location.reload();
  };
  return (
    <section className="card-notice" role="status" data-testid="update">
      <p>
        <strong>The shop has been renewed.</strong> Your cart stays.
      </p>
      <button className="primary" type="button" disabled={isAccepted} data-testid="update-now" onClick={() => void accept()}>
        {isAccepted ? 'One moment' : 'Reload'}
      </button>
    </section>
  );
}
