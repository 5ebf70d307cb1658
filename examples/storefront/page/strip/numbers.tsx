import type { PipelineStatus } from 'igevents';
import { useIgStatus } from 'igevents/react';
import type { ReactElement } from 'react';
import { grouped } from './words.js';

/** The four numbers. Two count this page load, two the device: each says which. */
export function Numbers({ outbox }: { outbox: PipelineStatus | undefined }): ReactElement {
  const page = useIgStatus();
  return (
    <dl className="numbers">
      <BigNumber name="pushed" scope="this page load" value={page.pushed} />
      <BigNumber name="durable" scope="this page load" value={page.durable} />
      <BigNumber name="delivered" scope="this device, ever" value={outbox?.counters.delivered ?? 0} />
      <BigNumber name="pending" scope="this device, now" value={outbox?.counters.pending ?? 0} />
    </dl>
  );
}

function BigNumber({ name, scope, value }: { name: string; scope: string; value: number }): ReactElement {
  return (
    <div className={`number ${name}`} title={`${name}, ${scope}`} data-some={value > 0 || undefined}>
      <dt>{name}</dt>
      <dd>
        <data value={value} data-testid={name}>
          {grouped(value)}
        </data>
      </dd>
      <dd className="scope">{scope}</dd>
    </div>
  );
}
