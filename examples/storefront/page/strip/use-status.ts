import type { IgEvents, Status } from 'igevents';
import { useEffect, useState } from 'react';

const pollMs = 250;

/** The whole account, of the page and of the device, asked again and again while somebody looks. */
export function useStatus(igEvents: IgEvents): Status {
  const [status, setStatus] = useState<Status>({ page: igEvents.page, outbox: undefined, problems: [] });
  useEffect(() => {
    let isOver = false;
    const poll = async (): Promise<void> => {
      const next = document.hidden ? undefined : await igEvents.status();
      if (isOver) return;
      if (next) setStatus(next);
      setTimeout(() => void poll(), pollMs);
    };
    void poll();
    return () => {
      isOver = true;
    };
  }, [igEvents]);
  return status;
}
