import { expect } from 'vitest';

/** Matches an object without members; in `toMatchObject` a bare `{}` matches every object. */
export const nothing: unknown = expect.toSatisfy((value: unknown) => JSON.stringify(value) === '{}');
