import { type ReactElement, useState } from 'react';
import type { Payment } from './order.js';
import { StepForm } from './step-form.js';

const choices: readonly { payment: Payment; name: string }[] = [
  { payment: 'invoice', name: 'By invoice' },
  { payment: 'card', name: 'By card, at the door' },
];

export function PaymentStep({ place }: { place: (payment: Payment) => void }): ReactElement {
  const [payment, setPayment] = useState<Payment>('invoice');
  return (
    <StepForm done={() => place(payment)} button="Place the order" testId="place-order">
      {choices.map((choice) => (
        <label className="choice" key={choice.payment}>
          <input type="radio" name="payment" checked={choice.payment === payment} onChange={() => setPayment(choice.payment)} />
          {choice.name}
        </label>
      ))}
      <p className="note">Nothing is charged or shipped; this shop does not exist.</p>
    </StepForm>
  );
}
