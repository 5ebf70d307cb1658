import { useIgEvents } from 'igevents/react';
import type { ReactElement } from 'react';
import type { NetworkMode } from './network.js';
import { Switch } from './switch.js';

interface ControlsProps {
  mode: NetworkMode;
  setMode: (mode: NetworkMode) => void;
}

/** The switches of the demo server, and what else a curious visitor wants to press. */
export function Controls({ mode, setMode }: ControlsProps): ReactElement {
  const { push, flush } = useIgEvents();
  const pushMany = (): void => {
    for (let number = 1; number <= 100; number++) void push({ event: 'demo_burst', properties: { number } });
  };
  return (
    <div className="controls">
      <div className="switches">
        <Switch
          name="Network"
          testId="network-switch"
          isOn={mode !== 'offline'}
          state={mode === 'offline' ? 'off' : 'on'}
          set={(on) => setMode(on ? 'healthy' : 'offline')}
        />
        <Switch
          name="Collector"
          testId="collector-switch"
          isOn={mode !== 'failing'}
          state={mode === 'failing' ? '503' : 'healthy'}
          // What the collector would answer does not matter while nothing reaches it.
          isDisabled={mode === 'offline'}
          set={(on) => setMode(on ? 'healthy' : 'failing')}
        />
      </div>
      <div className="buttons">
        <button type="button" data-testid="push-100" onClick={pushMany}>
          Push 100 events
        </button>
        <button type="button" data-testid="flush-now" onClick={() => void flush()}>
          Flush now
        </button>
        <a href="/" target="_blank" rel="noopener" data-testid="second-tab">
          Second tab ↗
        </a>
        <a href="/dashboard/" target="_blank" rel="noopener" data-testid="open-dashboard">
          Dashboard ↗
        </a>
      </div>
    </div>
  );
}
