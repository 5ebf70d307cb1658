import type { ReactElement } from 'react';

export type StepNumber = 1 | 2 | 3;

const names = ['Address', 'Delivery', 'Payment'];

export function CheckoutSteps({ current }: { current: StepNumber }): ReactElement {
  return (
    <ol className="steps">
      {names.map((name, index) => (
        <li key={name} aria-current={index + 1 === current ? 'step' : undefined} data-done={index + 1 < current || undefined}>
          {name}
        </li>
      ))}
    </ol>
  );
}
