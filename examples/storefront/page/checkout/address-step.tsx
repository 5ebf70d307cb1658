import type { ReactElement } from 'react';
import { StepForm } from './step-form.js';

const fields = [
  { label: 'Name', autoComplete: 'name', value: 'Robin Example' },
  { label: 'Street', autoComplete: 'street-address', value: '7 Harbour Lane' },
  { label: 'Town', autoComplete: 'address-level2', value: 'Aldermere' },
];

/** Name and address stay in the form: no event carries them. */
export function AddressStep({ done }: { done: () => void }): ReactElement {
  return (
    <StepForm done={done} button="To the delivery" testId="to-delivery">
      {fields.map(({ label, autoComplete, value }) => (
        <label key={label}>
          {label}
          <input type="text" autoComplete={autoComplete} defaultValue={value} required />
        </label>
      ))}
    </StepForm>
  );
}
