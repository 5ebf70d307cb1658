import type { ReactElement } from 'react';

interface SwitchProps {
  name: string;
  testId: string;
  isOn: boolean;
  isDisabled?: boolean;
  state: string;
  set: (on: boolean) => void;
}

export function Switch({ name, testId, isOn, isDisabled, state, set }: SwitchProps): ReactElement {
  return (
    <button type="button" role="switch" aria-checked={isOn} disabled={isDisabled} data-testid={testId} onClick={() => set(!isOn)}>
      <span className="knob" />
      {name} <span className="switch-state">{state}</span>
    </button>
  );
}
