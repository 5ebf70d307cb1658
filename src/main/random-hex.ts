/** Random bytes as hex digits. `crypto.randomUUID` is missing on insecure origins, where kiosks live. */
export function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
