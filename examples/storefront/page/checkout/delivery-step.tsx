import type { ReactElement } from 'react';
import { euros } from '../catalog/money.js';
import { type Delivery, shippingCost } from './shipping.js';
import { StepForm } from './step-form.js';

interface DeliveryStepProps {
  delivery: Delivery;
  choose: (delivery: Delivery) => void;
  /** Of the cart, in euros. */
  total: number;
  done: () => void;
}

const choices: readonly { delivery: Delivery; name: string }[] = [
  { delivery: 'standard', name: 'In three days' },
  { delivery: 'express', name: 'Tomorrow' },
];

export function DeliveryStep({ delivery, choose, total, done }: DeliveryStepProps): ReactElement {
  return (
    <StepForm done={done} button="To the payment" testId="to-payment">
      {choices.map((choice) => (
        <label className="choice" key={choice.delivery}>
          <input type="radio" name="delivery" checked={choice.delivery === delivery} onChange={() => choose(choice.delivery)} />
          {choice.name}
          <span>{priceOf(choice.delivery, total)}</span>
        </label>
      ))}
    </StepForm>
  );
}

function priceOf(delivery: Delivery, total: number): string {
  const cost = shippingCost(total, delivery);
  return cost === 0 ? 'free' : euros(cost);
}
