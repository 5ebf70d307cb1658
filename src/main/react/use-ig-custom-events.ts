import { useEffect } from 'react';
import { usePageBinding } from './page-binding.js';

/**
 * Sees to it that `window.igEvents` is a pipeline: the provider's, the one that runs already, or a new one with default settings. Replays
 * what was pushed before. It stays when the component is unmounted. By the name and form of Intelligems' hook.
 */
export function useIgCustomEvents(): void {
  const { source } = usePageBinding();
  useEffect(() => source.install(), [source]);
}
