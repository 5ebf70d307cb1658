import { useIgEvents } from 'igevents/react';
import type { ReactElement } from 'react';
import { PrivacyChoice } from '../consent/privacy-choice.js';
import { account, robin } from './account.js';

export function AccountPage(): ReactElement {
  const igEvents = useIgEvents();
  const signedIn = account.use();
  const signIn = (): void => {
    account.write(robin);
    igEvents.identify(robin.id, { tier: 'regular', customerSince: 2021 });
  };
  const signOut = (): void => {
    account.write(undefined);
    // Whoever comes next at this device is somebody else.
    igEvents.reset();
  };
  return (
    <div className="account-page">
      <title>Account · Oddment</title>
      <h1>{signedIn ? `Hello, ${signedIn.name}` : 'Account'}</h1>
      <section>
        <p className="lead">
          {signedIn
            ? `From now on events carry your customer number, ${signedIn.id}, and nothing else of you.`
            : 'Until you sign in, events carry a random number of this browser.'}
        </p>
        {signedIn ? (
          <button className="secondary" type="button" data-testid="sign-out" onClick={signOut}>
            Sign out
          </button>
        ) : (
          <button className="primary" type="button" data-testid="sign-in" onClick={signIn}>
            Sign in as Robin
          </button>
        )}
      </section>
      <PrivacyChoice />
    </div>
  );
}
