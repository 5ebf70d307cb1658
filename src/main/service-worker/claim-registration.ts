/** What decides whether a script may be registered: the scope and the script that are there, or asked for. Both are whole URLs. */
export interface Registered {
  scope: string;
  /** Undefined while a registration holds no script yet. */
  script: string | undefined;
}

/** How this page came to its service worker. */
export interface Claim {
  registration: ServiceWorkerRegistration;
  /** What should be known about it, in one sentence; empty where all is as it was asked for. */
  reason: string;
}

/** Registers a script; rejected where the browser refuses it. */
export type Register = (script: string, options: RegistrationOptions) => Promise<ServiceWorkerRegistration | undefined>;

/**
 * True where nobody's registration is replaced or covered by registering: none controls the scope, or it is this script's own. What stands behind
 * the question mark names a version of the same script.
 */
export function mayRegister(wanted: Registered & { script: string }, found: Registered | undefined): boolean {
  if (found?.script === undefined) return true;
  return found.scope === wanted.scope && withoutQuery(found.script) === withoutQuery(wanted.script);
}

/**
 * Registers `url`, or adopts what controls its scope already.
 *
 * @param base the page's address, from which `url` is understood.
 * @throws what the browser says where it refuses, or where `url` is no address.
 */
export async function claimRegistration(
  container: Pick<ServiceWorkerContainer, 'getRegistration'>,
  { url, scope, type }: { url: string; scope?: string | undefined; type?: WorkerType | undefined },
  base: string,
  register: Register,
): Promise<Claim> {
  const script = new URL(url, base).href;
  // As the browser does it: the default is the script's own folder.
  const wanted = { script, scope: scope === undefined ? new URL('./', script).href : new URL(scope, base).href };
  const registration = await container.getRegistration(wanted.scope);
  const found = registration && { scope: registration.scope, script: newestWorker(registration)?.scriptURL };
  if (registration && found && !mayRegister(wanted, found)) {
    return { registration, reason: `${found.script} is registered for ${found.scope} already: it was adopted, and ${script} is not used.` };
  }
  const own = await register(script, { scope: wanted.scope, ...(type && { type }) });
  if (!own) throw new Error(`The browser has not registered ${script}.`);
  return { registration: own, reason: '' };
}

/** Resolves when a worker of the registration is active; to false when its installation has failed. */
export async function whenActive(registration: ServiceWorkerRegistration, signal: AbortSignal): Promise<boolean> {
  const worker = newestWorker(registration);
  if (registration.active || !worker) return registration.active !== null;
  return new Promise((resolve) => {
    const look = (): void => {
      if (registration.active || worker.state === 'redundant') resolve(registration.active !== null);
    };
    worker.addEventListener('statechange', look, { signal });
    look();
  });
}

function newestWorker({ installing, waiting, active }: ServiceWorkerRegistration): ServiceWorker | null {
  return installing ?? waiting ?? active;
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*/, '');
}
