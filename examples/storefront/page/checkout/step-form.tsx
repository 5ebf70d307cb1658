import type { FormEvent, ReactElement, ReactNode } from 'react';

interface StepFormProps {
  done: () => void;
  button: string;
  testId: string;
  children: ReactNode;
}

export function StepForm({ done, button, testId, children }: StepFormProps): ReactElement {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    done();
  };
  return (
    <form onSubmit={submit}>
      {children}
      <button className="primary" type="submit" data-testid={testId}>
        {button}
      </button>
    </form>
  );
}
