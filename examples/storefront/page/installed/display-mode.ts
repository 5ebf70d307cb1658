/** How the shop is shown: in a tab, or as an application of its own. */
export function displayMode(): 'browser' | 'standalone' {
  return window.matchMedia('(display-mode: standalone)').matches ? 'standalone' : 'browser';
}
