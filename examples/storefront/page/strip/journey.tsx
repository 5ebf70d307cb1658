import type { Status } from 'igevents';
import type { ReactElement } from 'react';
import { cssVariables } from '../css-variables.js';
import type { NetworkMode } from './network.js';
import { Station } from './station.js';
import { useFlights } from './use-flights.js';
import { grouped } from './words.js';

const wires = [0, 1, 2, 3];

/** The way of an event, with the events where they are. */
export function Journey({ status, mode }: { status: Status; mode: NetworkMode }): ReactElement {
  const { page, outbox } = status;
  const root = useFlights(status, mode);
  return (
    <div className="journey" data-mode={mode} ref={root}>
      {wires.map((wire) => (
        <span className="wire" key={wire} style={cssVariables({ wire })} />
      ))}
      <Station id="page" name="Page" {...waiting(page.pushed - page.withheld - page.durable, 'in memory')} />
      <Station id="worker" name="Worker" text={page.pipeline} />
      <Station id="disk" name="Disk" {...waiting(outbox?.counters.pending ?? 0, 'waiting')} />
      <Station id="network" name="Network" {...(mode === 'offline' ? { text: 'off', mood: 'bad' } : { text: 'on' })} />
      <Station id="collector" name="Collector" {...(mode === 'failing' ? { text: 'answers 503', mood: 'bad' } : { text: 'healthy' })} />
    </div>
  );
}

function waiting(amount: number, words: string): { text: string; mood?: 'busy' } {
  return amount > 0 ? { text: `${grouped(amount)} ${words}`, mood: 'busy' } : { text: 'empty' };
}
