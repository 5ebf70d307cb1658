import type { ReactElement } from 'react';

interface StationProps {
  /** Also names its icon. */
  id: string;
  name: string;
  text: string;
  mood?: 'busy' | 'bad' | undefined;
}

/** One stop of the journey. */
export function Station({ id, name, text, mood }: StationProps): ReactElement {
  return (
    <div className={`station ${id}`} data-mood={mood}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <use href={`/icons.svg#${id}`} />
      </svg>
      <strong>{name}</strong>
      <span className="station-text" data-testid={`station-${id}`}>
        {text}
      </span>
    </div>
  );
}
