import { attempt } from './attempt.js';

interface Policy {
  createScriptURL(url: string): string;
}

let policy: Policy | undefined;

/**
 * A worker's URL in the form that a page with Trusted Types asks for. Nothing but the settings' own `workerUrl` and the files beside the
 * library go through the policy. Where it is not allowed, the text stays text: the browser refuses the worker then, and says so.
 *
 * @param policyName to be allowed by the page's header: `trusted-types igevents`. A name is given to one caller of a page only.
 */
export function trustedWorkerUrl(url: string, policyName = 'igevents'): string {
  policy ??= attempt(() => createPolicy(policyName));
  return policy?.createScriptURL(url) ?? url;
}

function createPolicy(policyName: string): Policy | undefined {
  // The compiler's library does not know it yet; to everyone but the browser its URLs are texts.
  const factory = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes;
  return factory?.createPolicy(policyName, { createScriptURL: (url) => url });
}
